import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConstraintSource } from "../../generate-request.ts";
import { MAXIMUM_ROLLBACK } from "../constraint.ts";
import { ConstraintError } from "../constraint-error.ts";
import { SCHEMAS } from "../fixtures/schemas.ts";
import { grammar, schema, startConstraint } from "../fixtures/start-constraint.ts";
import { byteVocabulary, smallVocabulary } from "../fixtures/vocabularies.ts";
import { allowedTokens, seededRandom, textOf, walk } from "../fixtures/walk.ts";

const vocabulary = smallVocabulary();
const END = vocabulary.endOfGeneration[0]!;
const SOURCES: Readonly<Record<string, ConstraintSource>> = {
  ...Object.fromEntries(
    ["fileTree", "lengths", "unicodeKeys", "numberBounds", "sameFirstKeys", "pattern"].map((name) => [
      name,
      schema(SCHEMAS[name]),
    ]),
  ),
  "free JSON": { kind: "json-object" },
  "left recursion": grammar('root ::= e\ne ::= e "," [0-9]+ | "a" | "{" e "}"'),
  "a counted loop": grammar('root ::= ([a-z]+ " "){2,100} "."'),
  "free text": { kind: "structural-tag", format: JSON.stringify({ type: "any_text" }) },
};

describe.each(Object.entries(SOURCES))("a constraint of %s", (_, source) => {
  const token = fc.integer({ min: 0, max: vocabulary.tokens.length - 1 });

  it("allows by its mask exactly the tokens that it accepts", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 40 }), (seed, length) => {
        const constraint = startConstraint(source, vocabulary);
        const random = seededRandom(seed);
        for (let step = 0; step < length; step++) {
          const allowed = allowedTokens(constraint.mask()).filter(
            (id) => !vocabulary.endOfGeneration.includes(id),
          );
          if (allowed.length === 0) break;
          expect(constraint.accept(allowed[Math.floor(random() * allowed.length)]!)).toBe(true);
        }
        const allowed = new Set(allowedTokens(constraint.mask()));
        for (const id of vocabulary.tokens.keys()) {
          const accepted = constraint.accept(id);
          expect(accepted, textOf(vocabulary, [id])).toBe(allowed.has(id));
          if (accepted) constraint.rollback(1);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("comes back to where it was by a rollback", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(token, { maxLength: 60 }),
        fc.nat({ max: 60 }),
        (seed, noise, back) => {
          const constraint = startConstraint(source, vocabulary);
          const { tokens } = walk(constraint, vocabulary, seededRandom(seed), { patience: 30, maximum: 60 });
          const again = startConstraint(source, vocabulary);
          for (const id of tokens) again.accept(id);
          const count = Math.min(back, tokens.length);
          again.rollback(count);
          for (const id of noise) if (again.accept(id)) again.rollback(1);
          const masks: number[][] = [];
          const fresh = startConstraint(source, vocabulary);
          for (const [index, id] of tokens.entries()) {
            if (index >= tokens.length - count) masks.push(allowedTokens(fresh.mask()));
            fresh.accept(id);
          }
          for (const [index, id] of tokens.slice(tokens.length - count).entries()) {
            expect(allowedTokens(again.mask())).toEqual(masks[index]);
            expect(again.accept(id)).toBe(true);
          }
          expect(allowedTokens(again.mask())).toEqual(allowedTokens(fresh.mask()));
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe("the end of an answer", () => {
  it("is allowed exactly where the constraint is complete", () => {
    const constraint = startConstraint(grammar('root ::= "a" "b"?'), vocabulary);
    const say = (text: string) => constraint.accept(4 + text.charCodeAt(0));
    expect([constraint.isComplete, constraint.accept(END)]).toEqual([false, false]);
    say("a");
    expect([constraint.isComplete, constraint.isTerminated]).toEqual([true, false]);
    expect(allowedTokens(constraint.mask())).toEqual(expect.arrayContaining([...vocabulary.endOfGeneration]));
    say("b");
    expect([constraint.isComplete, constraint.isTerminated]).toEqual([true, true]);
    expect(allowedTokens(constraint.mask())).toEqual(vocabulary.endOfGeneration);
    expect(constraint.accept(END)).toBe(true);
    expect([constraint.accept(END), say("a"), allowedTokens(constraint.mask())]).toEqual([false, false, []]);
    constraint.rollback(2);
    expect([constraint.isComplete, constraint.isTerminated]).toEqual([true, false]);
  });

  it("is all that can follow where the grammar is empty", () => {
    const constraint = startConstraint(grammar('root ::= ""'), vocabulary);
    expect([constraint.isTerminated, allowedTokens(constraint.mask())]).toEqual([
      true,
      vocabulary.endOfGeneration,
    ]);
  });
});

describe("control tokens", () => {
  it("are never allowed, even where any text is", () => {
    const constraint = startConstraint(SOURCES["free text"]!, vocabulary);
    expect(allowedTokens(constraint.mask())).not.toContain(0);
    expect(constraint.accept(0)).toBe(false);
    expect([...Buffer.from("<unk>")].every((byte) => constraint.accept(4 + byte))).toBe(true);
  });
});

describe("forced text", () => {
  it("goes as far as there is only one way", () => {
    const constraint = startConstraint(schema(SCHEMAS.person), vocabulary);
    expect(constraint.forcedText()).toBe('{"name":');
    for (const byte of Buffer.from('{"name":"')) constraint.accept(4 + byte);
    expect(constraint.forcedText()).toBe("");
    for (const byte of Buffer.from('x",')) constraint.accept(4 + byte);
    expect(constraint.forcedText()).toBe("");
    constraint.accept(4 + '"'.charCodeAt(0));
    expect(constraint.forcedText()).toBe('age":');
  });

  it("ends where the answer may end", () => {
    expect(startConstraint(grammar('root ::= "ab" ("cd")?')).forcedText()).toBe("ab");
  });

  it("consists of whole characters", () => {
    const constraint = startConstraint(grammar('root ::= "é" [à-ï]'));
    expect(constraint.forcedText()).toBe("é");
    constraint.accept(0xc3);
    expect(constraint.forcedText()).toBe("");
  });

  it("follows from a grammar with a great deal of it without end", () => {
    const constraint = startConstraint(grammar('root ::= "ab"{100000} "c"'));
    expect(constraint.forcedText()).toBe("ab".repeat(2048));
  });
});

describe("rollback", () => {
  it("reaches back far enough for every draft and refuses what it does not know", () => {
    const constraint = startConstraint(grammar('root ::= "a"*'));
    for (let said = 0; said < 5_000; said++) constraint.accept(97);
    expect(() => constraint.rollback(5_000)).toThrow(RangeError);
    expect(() => constraint.rollback(-1)).toThrow(RangeError);
    constraint.rollback(MAXIMUM_ROLLBACK);
    expect(constraint.accept(97)).toBe(true);
  });
});

describe("an ambiguous grammar", () => {
  it("is given up with an error instead of taking ever longer", () => {
    const constraint = startConstraint(
      grammar('root ::= s\ns ::= s s s s | s s s | s s | "a" | "aa" | "aaa" | ""'),
      byteVocabulary(),
    );
    expect(() => {
      for (let said = 0; said < 10_000; said++) {
        constraint.accept(97);
        constraint.mask();
      }
    }).toThrow(new ConstraintError("The constraint is too ambiguous to be followed."));
  });
});
