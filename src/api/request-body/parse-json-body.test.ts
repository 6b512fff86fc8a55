import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "../errors/api-error.ts";
import { parseJsonBody } from "./parse-json-body.ts";

function refusal(bytes: Uint8Array): ApiError {
  try {
    parseJsonBody(bytes);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("The bytes were accepted.");
}

describe("parseJsonBody", () => {
  it("parses what JSON.parse parses", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("\\u0000"));
        expect(parseJsonBody(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("throws nothing but ApiErrors at random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseJsonBody(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });

  it.each([
    ["an empty body", ""],
    ["an unfinished object", '{"model":'],
    ["a raw control character", '{"a":"\u0000"}'],
    ["a number with a leading zero", "[01]"],
    ["two values", "{}{}"],
  ])("refuses %s as no JSON", (_name, text) => {
    expect(refusal(Buffer.from(text)).message).toMatch(/^We could not parse the JSON body of your request\./);
  });

  it("refuses bytes that are no UTF-8", () => {
    expect(refusal(Buffer.from([0x22, 0xff, 0x22])).message).toMatch(/^We could not parse/);
  });

  it("refuses half a surrogate pair and names where it stands", () => {
    const error = refusal(Buffer.from('{"messages":[{"content":"ok"},{"content":"x\\uD83D"}]}'));
    expect(error.param).toBe("messages[1].content");
    expect(error.code).toBe("invalid_value");
  });

  it("refuses NUL and names where it stands", () => {
    expect(refusal(Buffer.from('{"user":"a\\u0000b"}')).param).toBe("user");
  });

  it("refuses a malformed key by naming the object that has it", () => {
    expect(refusal(Buffer.from('{"metadata":{"\\udc00":"x"}}')).param).toBe("metadata");
  });

  it("accepts whole surrogate pairs, escaped or not", () => {
    expect(parseJsonBody(Buffer.from('["\\ud83d\\ude00","😀"]'))).toEqual(["😀", "😀"]);
  });

  it("refuses a nesting that only a recursive reader would die of", () => {
    expect(refusal(Buffer.from("[".repeat(1_000_000))).message).toMatch(/nested too deeply/);
  });
});
