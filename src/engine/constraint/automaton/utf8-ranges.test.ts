import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_CHARACTERS, characterSet, contains, pairs } from "../text/character-set.ts";
import { utf8Sequences } from "./utf8-ranges.ts";

const codePoint = fc.oneof(
  fc.integer({ min: 0, max: 0x10ffff }),
  fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff),
);
const isReal = (value: number) => contains(ALL_CHARACTERS, value);

describe("utf8Sequences", () => {
  it("matches the UTF-8 form of every character of the set and of no other", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(codePoint, codePoint), { minLength: 1, maxLength: 4 }),
        codePoint,
        (ranges, other) => {
          const set = characterSet(ranges.map(([a, b]) => [Math.min(a, b), Math.max(a, b)]));
          const sequences = utf8Sequences(set);
          for (const value of [...pairs(set).flat(), other].filter(isReal)) {
            const bytes = Buffer.from(String.fromCodePoint(value));
            const matching = sequences.filter(
              (sequence) =>
                sequence.length === bytes.length &&
                sequence.every(([low, high], index) => low <= bytes[index]! && bytes[index]! <= high),
            );
            expect(matching).toHaveLength(contains(set, value) ? 1 : 0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("needs nine sequences for all of Unicode", () => {
    expect(utf8Sequences(ALL_CHARACTERS)).toHaveLength(9);
  });
});
