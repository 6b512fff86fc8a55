import { describe, expect, it } from "vitest";
import { toDecimal } from "./amount.ts";
import { openAiPriceList } from "./openai-prices.ts";
import { PriceList } from "./price-list.ts";
import { type PricedSum, summarizeUsage } from "./usage-summary.ts";

const day = 86_400;
const sum = (changes: Partial<PricedSum>): PricedSum => ({
  bucket: 1_772_409_600,
  requests: 1,
  model: "gpt-4.1-2025-04-14",
  batch: false,
  inputTokens: 1_000_000,
  cachedTokens: 0,
  outputTokens: 0,
  acceptedPredictionTokens: 0,
  rejectedPredictionTokens: 0,
  trainedTokens: 0,
  durationMicroseconds: 0,
  machineMicroseconds: 1_800e6,
  ...changes,
});

const prices = {
  billed: new PriceList([{ model: "gpt-4.1", input: 1, cachedInput: 0.25, output: 4, training: 25 }]),
  openAi: openAiPriceList,
  machine: { perHour: 0, watts: 500, perKilowattHour: 0.4 },
};

describe("a summary of usage", () => {
  it("sets what is billed, what OpenAI would take and what it cost here side by side", () => {
    const rows = summarizeUsage([sum({}), sum({ bucket: 1_772_409_600 + day })], "model", prices);
    expect(rows).toMatchObject([{ name: "gpt-4.1-2025-04-14", requests: 2, inputTokens: 2_000_000 }]);
    expect(toDecimal(rows[0]!.billed, 2)).toBe("2.00");
    expect(toDecimal(rows[0]!.atOpenAi, 2)).toBe("4.00");
    expect(rows[0]!.here).toBeCloseTo(0.2, 9);
  });

  it("blends prices in the ratio of the traffic", () => {
    // 4.8 % output and 31 % of the input cached give the blend that GPT-4.1 was announced with.
    const traffic = sum({ inputTokens: 952_000, cachedTokens: 295_120, outputTokens: 48_000 });
    const [row] = summarizeUsage([traffic], "model", { ...prices, billed: openAiPriceList });
    expect(row?.blendedPrice).toBeCloseTo(1.84532, 5);
    const [nothing] = summarizeUsage([sum({ inputTokens: 0 })], "model", prices);
    expect(nothing?.blendedPrice).toBeUndefined();
  });

  it("bills training apart from the blend, as a million tokens more", () => {
    const [row] = summarizeUsage([sum({ trainedTokens: 2_000_000 })], "model", prices);
    expect(row).toMatchObject({ trainedTokens: 2_000_000, blendedPrice: 1 });
    expect(toDecimal(row!.billed, 2)).toBe("51.00");
  });

  it("is by key, project or day, days in their order", () => {
    const sums = [sum({ bucket: 1_772_409_600 + day, apiKeyId: "key_a" }), sum({ projectId: "proj_a" })];
    const names = (by: "key" | "project" | "day") => summarizeUsage(sums, by, prices).map(({ name }) => name);
    expect(names("day")).toEqual(["2026-03-02", "2026-03-03"]);
    expect(names("key")).toEqual(["key_a", "(no key)"]);
    expect(names("project")).toEqual(["", "proj_a"]);
  });
});
