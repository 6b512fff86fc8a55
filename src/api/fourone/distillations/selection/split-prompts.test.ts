import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitPrompts } from "./split-prompts.ts";

const promptsOf = (keys: readonly string[]) => keys.map((key) => ({ key }));
const numbered = (count: number) => promptsOf(Array.from({ length: count }, (_, n) => `prompt ${n}`));

describe("the split of prompts", () => {
  it("puts every prompt on one side, the same whatever their order", () => {
    const keys = fc.uniqueArray(fc.string(), { maxLength: 60 });
    const wish = fc.option(
      fc.oneof(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 80 })),
    );
    fc.assert(
      fc.property(keys, wish, fc.nat(), (all, heldOut, seed) => {
        const wishes = { seed, heldOut: heldOut ?? undefined };
        const split = splitPrompts(promptsOf(all), wishes);
        expect([...split.learned, ...split.heldOut].map(({ key }) => key).sort()).toEqual([...all].sort());
        expect(splitPrompts(promptsOf(all.toReversed()), wishes).heldOut).toEqual(split.heldOut);
      }),
    );
  });

  it.each([
    [200, undefined, 20],
    [2_000, undefined, 50],
    [10, undefined, 0],
    [11, undefined, 1],
    [200, 0, 0],
    [200, 0.25, 50],
    [200, 7, 7],
    [5, 7, 5],
    [3_000, 0.9, 1_000],
  ])("of %i prompts holds out, asked for %s, %i", (count, heldOut, expected) => {
    expect(splitPrompts(numbered(count), { seed: 1, heldOut }).heldOut).toHaveLength(expected);
  });

  it("depends on the seed, and hardly on prompts that were added", () => {
    const before = splitPrompts(numbered(100), { seed: 1, heldOut: 20 }).heldOut;
    const other = splitPrompts(numbered(100), { seed: 2, heldOut: 20 }).heldOut;
    expect(new Set(other.map(({ key }) => key))).not.toEqual(new Set(before.map(({ key }) => key)));
    const later = new Set(
      splitPrompts(numbered(110), { seed: 1, heldOut: 20 }).heldOut.map(({ key }) => key),
    );
    expect(before.filter(({ key }) => later.has(key)).length).toBeGreaterThan(12);
  });
});
