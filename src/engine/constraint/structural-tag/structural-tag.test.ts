import { describe, expect, it } from "vitest";
import type { ConstraintSource } from "../../generate-request.ts";
import { ConstraintError } from "../constraint-error.ts";
import { matches, startConstraint } from "../fixtures/start-constraint.ts";

const tag = (format: unknown): ConstraintSource => ({
  kind: "structural-tag",
  format: JSON.stringify({ type: "structural_tag", format }),
});
const word = (value: string) => ({ type: "const_string", value });
const number = { type: "json_schema", json_schema: { type: "integer" } };
const any = { type: "any_text" };
const call = (name: string, content: unknown = number) => ({
  type: "tag",
  begin: `<${name}>`,
  content,
  end: `</${name}>`,
});

/** Which of the texts satisfy the format. */
function accepted(format: unknown, texts: readonly string[]): string[] {
  return texts.filter((text) => matches(tag(format), text));
}

describe("structural tags", () => {
  it("compose pieces", () => {
    const format = {
      type: "sequence",
      elements: [
        word("a"),
        {
          type: "or",
          elements: [
            { type: "regex", pattern: "\\d+" },
            { type: "grammar", grammar: 'root ::= "x"*' },
          ],
        },
      ],
    };
    expect(accepted(format, ["a", "a12", "axx", "a1x", "b"])).toEqual(["a", "a12", "axx"]);
  });

  it("end free text at the first end of its tag", () => {
    const texts = ["<a></a>", "<a>some < text</</a>", "<a>x</a></a>", "<a>x", "<a>Ω🦊</a>"];
    expect(accepted(call("a", any), texts)).toEqual(["<a></a>", "<a>some < text</</a>", "<a>Ω🦊</a>"]);
  });

  it("know ends that overlap with what stands before them", () => {
    const format = { type: "tag", begin: "", content: any, end: ["abab", "c"] };
    expect(accepted(format, ["abab", "aabab", "ababab", "abac", "c", "abc", "ab"])).toEqual([
      "abab",
      "aabab",
      "abac",
      "c",
      "abc",
    ]);
  });

  it("pass a tag's end on to the last piece of its content", () => {
    const content = { type: "sequence", elements: [word("think:"), any] };
    expect(accepted(call("a", content), ["<a>think:</a>", "<a>think: x</a>", "<a>x</a>"])).toEqual([
      "<a>think:</a>",
      "<a>think: x</a>",
    ]);
  });

  it("may have no end", () => {
    const format = { type: "tag", begin: "go ", content: any, end: "" };
    expect(accepted(format, ["go ", "go anywhere", "stop"])).toEqual(["go ", "go anywhere"]);
  });

  const triggered = { type: "triggered_tags", triggers: ["<"], tags: [call("one"), call("two")] };

  it("turn into a tag where its trigger comes up in free text", () => {
    const texts = [
      "",
      "hi",
      "hi <one>1</one> there <two>2</two>",
      "a < b",
      "<one>1</one>",
      "<one>x</one>",
      "<three>3</three>",
      "hi <one>1",
    ];
    expect(accepted(triggered, texts)).toEqual([
      "",
      "hi",
      "hi <one>1</one> there <two>2</two>",
      "<one>1</one>",
    ]);
  });

  it("stop after the first tag where told to", () => {
    const format = { ...triggered, stop_after_first: true };
    expect(
      accepted(format, ["hi", "hi <one>1</one>", "<one>1</one> and", "<one>1</one><two>2</two>"]),
    ).toEqual(["hi", "hi <one>1</one>"]);
  });

  it("begin with a tag where one is asked for", () => {
    const format = { ...triggered, at_least_one: true };
    expect(
      accepted(format, ["", "hi", "<one>1</one>", "<one>1</one> hi <two>2</two>", "hi <one>1</one>"]),
    ).toEqual(["<one>1</one>", "<one>1</one> hi <two>2</two>"]);
    expect(accepted({ ...format, stop_after_first: true }, ["<one>1</one>", "<one>1</one> hi"])).toEqual([
      "<one>1</one>",
    ]);
  });

  it("may hold triggered tags that end with the tag around them", () => {
    const texts = ["<a>hi</a>", "<a>hi <one>1</one> ho</a>", "<a></a>", "<a>hi <one>1</a>", "<a>hi</a> "];
    expect(accepted(call("a", { ...triggered, triggers: ["<o"], tags: [call("one")] }), texts)).toEqual(
      texts.slice(0, 3),
    );
  });

  const separated = { type: "tags_with_separator", separator: ", ", tags: [call("one"), call("two")] };

  it("repeat with separators", () => {
    const texts = [
      "",
      "<one>1</one>",
      "<one>1</one>, <two>2</two>",
      "<one>1</one>,<two>2</two>",
      "<one>1</one>, ",
    ];
    expect(accepted(separated, texts)).toEqual(["", "<one>1</one>", "<one>1</one>, <two>2</two>"]);
    expect(accepted({ ...separated, at_least_one: true }, texts)).toEqual([
      "<one>1</one>",
      "<one>1</one>, <two>2</two>",
    ]);
    expect(accepted({ ...separated, at_least_one: true, stop_after_first: true }, texts)).toEqual([
      "<one>1</one>",
    ]);
  });

  it("force the text that has no alternative", () => {
    const format = {
      type: "tags_with_separator",
      separator: "\n",
      tags: [
        call("get_weather", {
          type: "json_schema",
          json_schema: {
            type: "object",
            properties: { city: { type: "string" } },
            required: ["city"],
            additionalProperties: false,
          },
        }),
      ],
      at_least_one: true,
    };
    expect(startConstraint(tag(format)).forcedText()).toBe('<get_weather>{"city":');
  });

  it("leave out of schemas that are not strict what cannot be enforced, and refuse it in strict ones", () => {
    const unique = { type: "array", items: { type: "integer" }, uniqueItems: true };
    expect(matches(tag({ type: "json_schema", json_schema: unique }), "[1,1]")).toBe(true);
    expect(() => startConstraint(tag({ type: "json_schema", json_schema: unique, strict: true }))).toThrow(
      "In context=(), 'uniqueItems' is not permitted.",
    );
  });

  it.each([
    [{ type: "nonsense" }, "The structural tag has a format of an unknown type."],
    ["text", "The structural tag's 'format' must be an object."],
    [{ type: "sequence", elements: [] }, "The structural tag's 'elements' must be a filled array."],
    [{ type: "tag", content: any, end: "" }, "The structural tag's 'begin' must be a string."],
    [{ type: "tag", begin: "", content: any, end: [1] }, "The structural tag's 'end' must be a string."],
    [{ ...triggered, triggers: ["{"] }, 'No tag begins with the trigger "{".'],
    [{ ...triggered, triggers: [""] }, "An end or trigger must not be empty."],
    [
      { type: "regex", pattern: "(?<=a)b" },
      "The regular expression has a lookbehind, which is not supported.",
    ],
    [
      Array.from({ length: 99 }).reduce((inner) => ({ type: "sequence", elements: [inner] }), any),
      "The structural tag is nested too deeply.",
    ],
  ])("are refused with a reason: %#", (format, message) => {
    expect(() => startConstraint(tag(format))).toThrow(new ConstraintError(message));
  });

  it("must be JSON", () => {
    expect(() => startConstraint({ kind: "structural-tag", format: "{" })).toThrow(
      "The structural tag is not valid JSON.",
    );
  });
});
