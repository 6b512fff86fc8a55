import { describe, expect, it } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import { BatchClient, line } from "../testing/batch-client.ts";
import { isInputLine, readInputLine } from "./input-line.ts";

const read = (text: string) => readInputLine(Buffer.from(text), 7, "/v1/chat/completions");

/** A line whose content is nested this deep within its body. */
const nested = (depth: number) =>
  JSON.stringify(line("deep", {}, { messages: "?" })).replace('"?"', "[".repeat(depth) + "]".repeat(depth));

describe("a line of a batch's input", () => {
  it("may be nested as deep as a request, and no deeper", () => {
    expect(isInputLine(read(nested(127)))).toBe(true);
    expect(read(nested(128))).toMatchObject({ code: "invalid_body", param: "body", line: 7 });
  });

  it.each([
    ["half of a surrogate pair", "a\\ud800b"],
    ["a NUL character", "a\\u0000b"],
  ])("has no id with %s, which no store gives back as it was", (_what, id) => {
    const text = JSON.stringify(line("?")).replace('"custom_id":"?"', `"custom_id":"${id}"`);
    expect(read(text)).toMatchObject({ code: "invalid_custom_id", param: "custom_id", line: 7 });
  });
});

describe("an input file with many faults", () => {
  it("ends its batch where a line is nested so deep that reading it fails, and tells 100 faults at most", async () => {
    const server = await startTestServer({ batch: { pollMilliseconds: 20 } });
    const client = new BatchClient(server);
    expect(await client.run(nested(100_000))).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "invalid_body", line: 1 }] },
    });
    const twiceWrong = Array.from({ length: 80 }, () => line("same", {}, { model: "gpt-9" }));
    expect((await client.run(twiceWrong)).errors?.data).toHaveLength(100);
    await server.server.close(0);
  });
});
