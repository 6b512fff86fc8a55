import { describe, expect, it } from "vitest";
import type { SamplingOptions } from "../generate-request.ts";
import { TokenList } from "../token-list.ts";
import { adjustLogits, countTokens } from "./adjust-logits.ts";

const options = (changed: Partial<SamplingOptions>): SamplingOptions => ({
  temperature: 1,
  topP: 1,
  seed: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: [],
  ...changed,
});

const adjusted = (
  changed: Partial<SamplingOptions>,
  counts: ReadonlyArray<readonly [number, number]> = [],
) => {
  const logits = Float32Array.of(1, 2, 3, 4);
  adjustLogits(logits, options(changed), new Map(counts));
  return [...logits];
};

describe("adjustLogits", () => {
  it("leaves logits alone where nothing is asked for", () => {
    expect(adjusted({}, [[1, 5]])).toEqual([1, 2, 3, 4]);
  });

  it("takes the frequency penalty for every occurrence and the presence penalty once", () => {
    const counts = [
      [1, 1],
      [3, 4],
    ] as const;
    expect(adjusted({ frequencyPenalty: 0.5 }, counts)).toEqual([1, 1.5, 3, 2]);
    expect(adjusted({ presencePenalty: 0.25 }, counts)).toEqual([1, 1.75, 3, 3.75]);
    expect(adjusted({ frequencyPenalty: 0.5, presencePenalty: 0.25 }, counts)).toEqual([1, 1.25, 3, 1.75]);
    expect(adjusted({ frequencyPenalty: -2, presencePenalty: -2 }, counts)).toEqual([1, 6, 3, 14]);
  });

  it("adds biases, and ignores those of tokens that do not exist", () => {
    const logitBias = [
      [0, -100],
      [2, 5],
      [4, 100],
      [1_000_000, 100],
      [-1, 100],
    ] as const;
    expect(adjusted({ logitBias })).toEqual([-99, 2, 8, 4]);
  });
});

describe("countTokens", () => {
  it("counts the answer, not the prompt", () => {
    const counts = countTokens(new TokenList([7, 7, 8, 7, 9, 9]), 2);
    expect([...counts].toSorted()).toEqual([
      [7, 1],
      [8, 1],
      [9, 2],
    ]);
    expect(countTokens(new TokenList([1, 2]), 2).size).toBe(0);
  });
});
