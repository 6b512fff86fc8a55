import { describe, expect, it } from "vitest";
import { toJsonStringEbnf } from "./ebnf-writer.ts";
import { parseRegex } from "./regex-parser.ts";

const written = (pattern: string) =>
  toJsonStringEbnf({ root: "pattern", rules: new Map([["pattern", parseRegex(pattern)]]) }).split(
    "rule0 ::= ",
  )[1];

describe("toJsonStringEbnf", () => {
  it("spells what JSON escapes as JSON does", () => {
    expect(written('"')).toBe('"\\u005c\\u0022"');
    expect(written("\\n")).toBe('"\\u005cn"');
    expect(written("\\x01")).toBe('"\\u005cu0001"');
    expect(written("é😀")).toBe('"\\u00e9\\U0001f600"');
  });

  it("splits classes into characters that stand as they are and those that do not", () => {
    expect(written('[a\\n"\\\\]')).toBe('([a] | "\\u005cn" | "\\u005c\\u0022" | "\\u005c\\u005c")');
    expect(written("[a-z0]")).toBe("[0a-z]");
    expect(written("[\\t]")).toBe('"\\u005ct"');
  });

  it("writes choices, sequences and repetitions", () => {
    expect(written("(ab|c)+d?e{2,}f*g{1,3}")).toBe('((("ab" | "c"))+ ("d")? ("e"){2,} ("f")* ("g"){1,3})');
  });

  it("names rules by number, because names of a grammar's own may be anything", () => {
    const rules = new Map([
      ["a b", { type: "rule", name: "c::=" } as const],
      ["c::=", { type: "literal", text: "x" } as const],
    ]);
    expect(toJsonStringEbnf({ root: "a b", rules })).toBe('root ::= rule0\nrule0 ::= rule1\nrule1 ::= "x"');
  });
});
