import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConstraintError } from "../constraint-error.ts";
import { byteVocabulary } from "../fixtures/vocabularies.ts";
import { GrammarConstraint } from "../matcher/grammar-constraint.ts";
import { SharedRuntime } from "../matcher/grammar-runtime.ts";
import { charactersOf } from "../text/character-set.ts";
import { compileGrammar } from "./compile-grammar.ts";
import { type Expression, type Grammar, repeat, sequence, text } from "./expression.ts";

const RULES = 3;
const MANY = 70;

/** Expressions over a and b, with calls of each other in every place and loops that must be counted. */
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("", "a", "b", "ab").map((text) => ({ kind: "text" as const, text })),
    fc.constantFrom("a", "ab").map((set) => ({ kind: "characters" as const, characters: charactersOf(set) })),
    fc.nat({ max: RULES - 1 }).map((rule) => ({ kind: "rule" as const, rule })),
    fc
      .tuple(
        fc.constantFrom("sequence" as const, "choice" as const),
        fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
      )
      .map(([kind, items]) => ({ kind, items })),
    fc
      .tuple(tie("expression"), fc.nat({ max: 3 }), fc.constantFrom(0, 1, MANY, Number.POSITIVE_INFINITY))
      .map(([item, minimum, more]) => ({ kind: "repeat" as const, item, minimum, maximum: minimum + more })),
  ),
}));
const grammar: fc.Arbitrary<Grammar> = fc
  .tuple(fc.array(expression, { minLength: RULES, maxLength: RULES }), fc.subarray([1, 2]))
  .map(([rules]) => ({ rules, inlined: new Set<number>(), root: 0 }));

/** The round's text comes before the call, so that the call may read nothing and the round still counts. */
const ROUNDS_ENDING_IN_EMPTY_CALLS: Grammar = {
  rules: [
    repeat(sequence(text("b"), { kind: "rule", rule: 1 }), 0, MANY),
    repeat(text(""), 0, MANY),
    text("a"),
  ],
  inlined: new Set(),
  root: 0,
};

/** By definition, slowly: all positions at which a match that begins at a position can end. */
function recognizes({ rules, root }: Grammar, text: string): boolean {
  const known = new Map<string, Set<number>>();
  let changed = true;
  const ends = (part: Expression, from: number): Set<number> => {
    switch (part.kind) {
      case "text":
        return new Set(text.startsWith(part.text, from) ? [from + part.text.length] : []);
      case "characters":
        return new Set(
          from < text.length &&
            part.characters.some(
              (_, at) =>
                at % 2 === 0 &&
                text.charCodeAt(from) >= part.characters[at]! &&
                text.charCodeAt(from) <= part.characters[at + 1]!,
            )
            ? [from + 1]
            : [],
        );
      case "rule":
        return known.get(`${part.rule} ${from}`) ?? new Set();
      case "choice":
        return new Set(part.items.flatMap((item) => [...ends(item, from)]));
      case "sequence": {
        let starts = new Set([from]);
        for (const item of part.items) starts = new Set([...starts].flatMap((at) => [...ends(item, at)]));
        return starts;
      }
      case "repeat": {
        const rounds = part.minimum + Math.min(part.maximum - part.minimum, text.length + 1);
        const found = new Set<number>();
        let starts = new Set([from]);
        for (let round = 0; round <= rounds; round++) {
          if (round >= part.minimum) for (const at of starts) found.add(at);
          starts = new Set([...starts].flatMap((at) => [...ends(part.item, at)]));
        }
        return found;
      }
      case "automaton":
        throw new Error("not part of these grammars");
    }
  };
  while (changed) {
    changed = false;
    for (const [rule, body] of rules.entries()) {
      for (let from = 0; from <= text.length; from++) {
        const key = `${rule} ${from}`;
        const found = new Set([...(known.get(key) ?? []), ...ends(body, from)]);
        changed ||= found.size !== (known.get(key)?.size ?? 0);
        known.set(key, found);
      }
    }
  }
  return known.get(`${root} 0`)!.has(text.length);
}

describe("compiled grammars", () => {
  it("accept what they define, whatever is recursive, ambiguous, empty or counted in them", () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(grammar, texts, (grammar, texts) => {
        let accepts: (text: string) => boolean = () => false;
        try {
          const runtime = new SharedRuntime(byteVocabulary(), 1e6).for(compileGrammar(grammar));
          accepts = (text) => {
            const constraint = new GrammarConstraint(runtime);
            return [...Buffer.from(text)].every((byte) => constraint.accept(byte)) && constraint.isComplete;
          };
        } catch (error) {
          // Refused only where no text at all matches.
          if (!(error instanceof ConstraintError)) throw error;
        }
        for (const text of ["", ...texts])
          expect(accepts(text), JSON.stringify(text)).toBe(recognizes(grammar, text));
      }),
      { numRuns: 3_000, examples: [[ROUNDS_ENDING_IN_EMPTY_CALLS, ["b", "bb", "", "ab"]]] },
    );
  });
});
