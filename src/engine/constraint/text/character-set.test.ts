import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALL_CHARACTERS,
  type CharacterSet,
  characterSet,
  complement,
  contains,
  difference,
  intersection,
  union,
} from "./character-set.ts";

const set = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), { maxLength: 5 })
  .map((ranges) => characterSet(ranges.map(([a, b]) => [Math.min(a, b), Math.max(a, b)])));

/** Members up to a bound, one by one. */
function members(characters: CharacterSet): number[] {
  return Array.from({ length: 70 }, (_, value) => value).filter((value) => contains(characters, value));
}

describe("character sets", () => {
  it("behave as sets do", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [inA, inB] = [new Set(members(a)), new Set(members(b))];
        expect(members(union(a, b))).toEqual([...inA.union(inB)].sort((x, y) => x - y));
        expect(members(intersection(a, b))).toEqual([...inA.intersection(inB)]);
        expect(members(difference(a, b))).toEqual([...inA.difference(inB)]);
        expect(complement(complement(a))).toEqual(a);
      }),
    );
  });

  it("hold no surrogates and nothing beyond Unicode", () => {
    expect(characterSet([[0, 0x200000]])).toEqual(ALL_CHARACTERS);
    expect(complement([])).toEqual(ALL_CHARACTERS);
  });
});
