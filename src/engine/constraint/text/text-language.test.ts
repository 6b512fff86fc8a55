import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regexPatterns } from "../../../../test/regex-patterns.ts";
import { ConstraintError } from "../constraint-error.ts";
import { acceptsText } from "./character-automaton.ts";
import { matchesPattern, patternProblem, textAutomaton } from "./text-language.ts";

const withAssertions = fc
  .tuple(
    fc.constantFrom("", "^", "(?=.*a)", "^(?!b)(?=.{2})", "(?!aa)"),
    regexPatterns,
    fc.constantFrom("", "$", "(?=b)", "(?!.*0)"),
  )
  .map((parts) => parts.join(""));
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "0", ".", " ", "\n", "-", "é"), maxLength: 6 });

describe("textAutomaton", () => {
  it("holds the texts in which a pattern matches", () => {
    fc.assert(
      fc.property(withAssertions, text, (pattern, text) => {
        expect(matchesPattern(pattern, text)).toBe(new RegExp(pattern, "u").test(text));
      }),
      { numRuns: 1_500 },
    );
  });

  it("holds the texts that patterns match as a whole", () => {
    fc.assert(
      fc.property(withAssertions, text, (pattern, text) => {
        const automaton = textAutomaton({ matching: [pattern] });
        expect(acceptsText(automaton, text)).toBe(new RegExp(`^(?:${pattern})$`, "u").test(text));
      }),
      { numRuns: 500 },
    );
  });

  it("combines patterns, lengths and exceptions", () => {
    const automaton = textAutomaton({
      containing: ["a", "^\\w*$"],
      avoiding: ["bb"],
      except: ["abc"],
      without: ["ca"],
      minimumLength: 2,
      maximumLength: 4,
    });
    const accepted = ["ab", "abcc", "aaaa", "abc", "a", "abba", "caa", "b1a", "aaaaa", "a b"].filter((text) =>
      acceptsText(automaton, text),
    );
    expect(accepted).toEqual(["ab", "abcc", "aaaa", "b1a"]);
  });

  it.each([
    ["^\\p{Lu}\\P{L}$", "Ä1", true],
    ["^\\p{Lu}\\P{L}$", "äx", false],
    ["^\\u{1F98A}\\ud83e\\udd8a$", "🦊🦊", true],
    ["^[\\u4e00-\\u9fff]{2}$", "東京", true],
    ["^\\cA\\0\\t$", "\u0001\u0000\t", true],
    ["^[\\b\\]\\-^-]+$", "\b]-^", true],
    ["^a{,2}$", "a{,2}", true],
    ["^(?<year>\\d{4})-(?P<month>\\d\\d)$", "2025-04", true],
    ["\\Aab\\z", "ab", true],
    ["", "anything", true],
    ["^$", "", true],
    ["(^a|b$)", "xb", true],
    ["(^a|b$)", "xa", false],
  ])("reads %s", (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it("takes nested quantifiers, which ruin backtracking matchers, for what they are", () => {
    expect(textAutomaton({ containing: ["^((a+)+)+$"] }).states.length).toBeLessThan(5);
    expect(matchesPattern("^(a|a|a|aa)*$", `${"a".repeat(500)}b`)).toBe(false);
  });

  it("refuses patterns that need too many states, instead of building them", () => {
    expect(() => textAutomaton({ containing: ["^(a|b)*a(a|b){30}$"] }, 2_000)).toThrow(
      "is too complex to enforce",
    );
    expect(() => textAutomaton({ containing: ["^(.{1,500}x){1,500}$"] }, 2_000)).toThrow(ConstraintError);
  });
});

describe("patternProblem", () => {
  it.each([
    ["(?<=a)b", "has a lookbehind, which is not supported"],
    ["(?<!a)b", "has a lookbehind, which is not supported"],
    ["(a)\\1", "has a backreference, which is not supported"],
    ["\\k<name>", "has a backreference, which is not supported"],
    ["\\bword", "has a word boundary, which is not supported"],
    ["(?i)a", "has an inline flag, which is not supported"],
    ["(?:a(?=b))*", "has an assertion inside a repetition, which is not supported"],
    ["a?^b", "has '^' behind an optional part, which is not supported"],
    ["[[:alpha:]]", "has a POSIX class, which is not supported"],
    ["*a", "has a quantifier with nothing to repeat"],
    ["a**", "has two quantifiers in a row"],
    ["a++", "has two quantifiers in a row"],
    ["a{3,2}", "has a repetition whose bounds are out of order"],
    ["a)", "has an unmatched ')'"],
    ["(a", "has an unclosed group"],
    ["[a", "ends too early"],
    ["[b-a]", "has a range out of order"],
    ["\\", "ends too early"],
    ["\\u12", "has an incomplete escape"],
    ["\\p{Nonsense}", "has an unknown Unicode property 'Nonsense'"],
    ["\\q", "has an unknown escape '\\q'"],
    ["(".repeat(500), "has groups nested too deeply"],
    ["a".repeat(10_000), "is longer than 8192 characters"],
  ])("finds that %s cannot be enforced", (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
  });

  it.each(["a", "^(?=.*\\d).+$", "[^\\s\\S]", "a{2,}?", "(?:)", "\\-\\_\\@"])(
    "finds nothing wrong with %s",
    (pattern) => {
      expect(patternProblem(pattern)).toBeUndefined();
    },
  );
});
