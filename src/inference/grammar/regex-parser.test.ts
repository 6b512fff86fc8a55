import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regexPatterns } from "../../../test/regex-patterns.ts";
import { matchesGrammar } from "./fixtures/match-grammar.ts";
import { GrammarError } from "./grammar-node.ts";
import { parseRegex } from "./regex-parser.ts";

const matches = (pattern: string, text: string, flags = {}) =>
  matchesGrammar({ root: "pattern", rules: new Map([["pattern", parseRegex(pattern, flags)]]) }, text);

describe("parseRegex", () => {
  it("means what the regular expression means", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "0", ".", " ", "\n", "-"), { maxLength: 6 });
    fc.assert(
      fc.property(regexPatterns, text, (pattern, characters) => {
        const text = characters.join("");
        expect(matches(pattern, text)).toBe(new RegExp(`^(?:${pattern})$`).test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["^\\d{4}-\\d{2}$", "2025-04", true],
    ["^a$|^b$", "b", true],
    ["(?P<year>\\d+)/(?<month>\\d+)", "25/4", true],
    ["[\\]\\-^]+", "]-^", true],
    ["[]a]", "]", true],
    ["\\u{1F600}|\\U0001F601", "😁", true],
    ["a{,2}", "a{,2}", true],
    [".", "\u2028", true],
    [".", "\n", false],
  ])("reads %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it("ignores case and lets dots stand for line breaks where asked to", () => {
    expect(matches("h[a-d]i", "HBI", { ignoreCase: true })).toBe(true);
    expect(matches("a.b", "a\nb", { dotAll: true })).toBe(true);
  });

  it.each([
    "(?=a)",
    "(?!a)",
    "(?<=a)b",
    "(?i)a",
    "(a)\\1",
    "a**b(",
    "*a",
    "a)",
    "[b-a]",
    "a{3,2}",
    "a{99999}",
    "a^b",
    "\\p{L}",
    "\\bword",
    "a++",
    "[^\\s\\S]",
    "\\",
    "[a",
    "(".repeat(500),
  ])("refuses %s", (pattern) => {
    expect(() => parseRegex(pattern)).toThrow(GrammarError);
  });
});
