import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textWithout } from "./text-without.ts";

/** Runs the grammar, which is a plain automaton: every rule reads one character and names the next. */
function accepts(ebnf: string, text: string): boolean {
  const decode = (code: string) => String.fromCodePoint(Number.parseInt(code, 16));
  const rules = ebnf
    .split("\n")
    .slice(1)
    .map((line) => {
      const others = line.match(/\[\^(\S+)\] matched(\d+)/)!;
      return {
        steps: new Map(
          [...line.matchAll(/"\\U(\w{8})" matched(\d+)/g)].map((m) => [decode(m[1]!), Number(m[2])]),
        ),
        excluded: [...others[1]!.matchAll(/\\U(\w{8})/g)].map((m) => decode(m[1]!)),
        otherwise: Number(others[2]),
      };
    });
  let state = 0;
  for (const character of text) {
    const { steps, excluded, otherwise } = rules[state]!;
    const next = steps.get(character) ?? (excluded.includes(character) ? undefined : otherwise);
    if (next === undefined) return false;
    state = next;
  }
  return true;
}

describe("textWithout", () => {
  it("takes every text but those that hold the word", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c", "é"));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 6 }),
        letters,
        (word, text) => {
          const source = textWithout(word.join(""));
          if (source.kind !== "grammar") throw new Error("not a grammar");
          expect(accepts(source.ebnf, text.join(""))).toBe(!text.join("").includes(word.join("")));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
