import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenSeed } from "./token-seed.ts";

/** What the library takes for "choose one at random". */
const RANDOM = 0xffffffff;

describe("tokenSeed", () => {
  it("gives the same number in every process and version", () => {
    // A changed number would make answers to a seed differ from those given before.
    expect(tokenSeed(0, 0, 0)).toBe(1_495_386_444);
    expect(tokenSeed(1, 0, 0)).toBe(3_510_172_821);
    expect(tokenSeed(7, 2, 1000)).toBe(1_260_686_005);
    expect(tokenSeed(-1, 0, 5)).toBe(266_030_559);
    expect(tokenSeed(Number.MAX_SAFE_INTEGER, 127, 1_000_000)).toBe(856_075_294);
  });

  it("is a seed that the library takes as such", () => {
    const integer = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(integer, fc.nat(127), fc.nat(1_000_000), (seed, choice, position) => {
        const drawn = tokenSeed(seed, choice, position);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < RANDOM).toBe(true);
      }),
    );
  });

  it("takes all of a seed into account, also what lies beyond 32 bits", () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 40, -(2 ** 32), 2 ** 53 - 1, 2 ** 31, -(2 ** 31)];
    expect(new Set(seeds.map((seed) => tokenSeed(seed, 0, 0))).size).toBe(seeds.length);
  });

  it("meets itself no more often than chance has it, over choices and positions", () => {
    const drawn = new Set<number>();
    const [choices, positions] = [16, 4096];
    for (let choice = 0; choice < choices; choice++)
      for (let position = 0; position < positions; position++) drawn.add(tokenSeed(42, choice, position));
    // 65,536 of 2³² numbers: half a collision is expected.
    expect(drawn.size).toBeGreaterThan(choices * positions - 5);
  });

  it("spreads evenly, in each bit and from one position to the next", () => {
    const count = 20_000;
    const bits = new Array<number>(32).fill(0);
    const flips = new Array<number>(32).fill(0);
    let last = tokenSeed(9, 0, 0);
    for (let position = 1; position <= count; position++) {
      const drawn = tokenSeed(9, position % 3, position);
      for (let bit = 0; bit < 32; bit++) {
        bits[bit]! += (drawn >>> bit) & 1;
        flips[bit]! += ((drawn ^ last) >>> bit) & 1;
      }
      last = drawn;
    }
    // Five standard deviations.
    const most = 5 * Math.sqrt(count / 4);
    for (const found of [...bits, ...flips]) expect(Math.abs(found - count / 2)).toBeLessThan(most);
  });
});
