import { describe, expect, it } from "vitest";
import { BatchShare } from "./batch-share.ts";

/** Runs steps of `base` milliseconds that carry whatever batch work they may; gives the tokens of each. */
function ride(share: BatchShare, base: number, perToken: number, steps: number): number[] {
  return Array.from({ length: steps }, () => {
    const batchTokens = share.tokens(perToken);
    share.observe({ milliseconds: base + batchTokens * perToken, batchTokens, perToken });
    return batchTokens;
  });
}

describe("BatchShare", () => {
  it("lets many tokens ride in every step where they cost next to nothing", () => {
    expect(ride(new BatchShare(), 20, 0.1, 5)).toEqual([0, 10, 10, 10, 10]);
  });

  it("lets a token ride in every so many steps where it costs much, and never adds more than a twentieth", () => {
    const rode = ride(new BatchShare(), 40, 8, 401);
    expect(Math.max(...rode)).toBe(1);
    const added = rode.reduce((sum, tokens) => sum + tokens, 0) * 8;
    expect(added / (40 * 401)).toBeGreaterThan(0.04);
    expect(added / (40 * 401)).toBeLessThanOrEqual(0.05);
  });

  it("saves nothing up while there is no batch work", () => {
    const share = new BatchShare();
    for (let step = 0; step < 100; step++) share.observe({ milliseconds: 40, batchTokens: 0, perToken: 8 });
    expect(share.tokens(8)).toBe(1);
  });

  it("counts what a token really added where that is more than thought, but not the noise of one long step", () => {
    const share = new BatchShare();
    let added = 0;
    for (let step = 0; step < 400; step++) {
      const batchTokens = share.tokens(8);
      added += 20 * batchTokens;
      share.observe({ milliseconds: 40 + 20 * batchTokens, batchTokens, perToken: 8 });
    }
    expect(added / (40 * 400)).toBeGreaterThan(0.04);
    expect(added / (40 * 400)).toBeLessThanOrEqual(0.05);
    while (share.tokens(8) === 0) share.observe({ milliseconds: 40, batchTokens: 0, perToken: 8 });
    share.observe({ milliseconds: 5000, batchTokens: 1, perToken: 8 });
    let steps = 0;
    for (; share.tokens(8) === 0; steps++) share.observe({ milliseconds: 40, batchTokens: 0, perToken: 8 });
    expect(steps).toBeLessThan(20);
  });

  it("lets nothing ride before it is known what that costs", () => {
    const share = new BatchShare();
    share.observe({ milliseconds: 40, batchTokens: 0, perToken: undefined });
    expect(share.tokens(undefined)).toBe(0);
  });
});
