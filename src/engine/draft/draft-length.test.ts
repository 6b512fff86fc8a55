import { describe, expect, it } from "vitest";
import { DraftCost } from "./draft-cost.ts";
import { DraftLength } from "./draft-length.ts";

describe("DraftLength", () => {
  it("is longer where verifying is cheap, and where drafts were right", () => {
    const length = new DraftLength(15);
    const [dear, cheap] = [length.best(0.45), length.best(0.02)];
    expect(dear).toBeGreaterThan(0);
    expect(cheap).toBeGreaterThan(dear);
    for (let round = 0; round < 10; round++) length.observe(15, 15);
    expect(length.best(0.45)).toBeGreaterThan(dear);
  });

  it("is zero where no draft pays, until single tokens were right again", () => {
    const length = new DraftLength(5);
    for (let round = 0; round < 8; round++) length.observe(3, 0);
    expect(length.best(0.45)).toBe(0);
    expect(length.best(1)).toBe(0);
    for (let round = 0; round < 30; round++) length.observe(1, 1);
    expect(length.best(0.45)).toBeGreaterThan(3);
  });

  it("never yields fewer tokens in the same time than any other length it can take", () => {
    for (const [right, cost] of [
      [3, 0.3],
      [40, 0.5],
      [1, 0.1],
    ] as const) {
      const q = right / (right + 1);
      const rate = (draft: number) => (1 - q ** (draft + 1)) / (1 - q) / (1 + cost * draft);
      const best = rate(new DraftLength(right).best(cost));
      for (const draft of [0, 3, 7, 11, 15, 23, 31, 47, 63]) {
        expect(best).toBeGreaterThanOrEqual(rate(draft) - 1e-12);
      }
    }
  });
});

describe("DraftCost", () => {
  it("is learned from steps of one stream, and never above a token decoded alone", () => {
    const cost = new DraftCost();
    const before = cost.perToken(1);
    cost.observe(8, 100);
    expect(cost.perToken(1)).toBe(before); // nothing to compare with yet
    cost.observe(1, 10);
    for (let step = 0; step < 40; step++) cost.observe(11, 20);
    expect(cost.perToken(1)).toBeCloseTo(0.1, 2);
    for (let step = 0; step < 40; step++) cost.observe(2, 5000);
    expect(cost.perToken(1)).toBeLessThanOrEqual(1);
  });

  it("is higher where others wait as well", () => {
    const cost = new DraftCost();
    expect(cost.perToken(8)).toBeGreaterThan(cost.perToken(2));
    expect(cost.perToken(2)).toBeGreaterThan(cost.perToken(1));
    expect(cost.perToken(1000)).toBeLessThanOrEqual(1);
  });
});
