import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { perToken, toDecimal, toNumber } from "./amount.ts";
import { costLines, costOf } from "./costs.ts";
import { machineCost } from "./machine-cost.ts";
import { openAiPriceList } from "./openai-prices.ts";
import { PriceList } from "./price-list.ts";

const day = (date: string) => Date.parse(date) / 1000;
const usage = { bucket: day("2026-01-01"), model: "gpt-4.1-2025-04-14", batch: false };

describe("costs", () => {
  it("are those that OpenAI publishes, by snapshot or alias, half for batches", () => {
    const million = { inputTokens: 2e6, cachedTokens: 1e6, outputTokens: 1e6 };
    const cost = (model: string, batch: boolean) =>
      toNumber(costOf([{ ...usage, ...million, model, batch }], openAiPriceList));
    expect(cost("gpt-4.1", false)).toBe(10.5);
    expect(cost("gpt-4.1-2025-04-14", true)).toBe(5.25);
    expect(cost("gpt-4.1-mini-2025-04-14", false)).toBe(2.1);
    expect(cost("gpt-4.1-nano-2025-04-14", false)).toBe(0.525);
    expect(cost("gpt-4.1-nano-2025-04-14", true)).toBe(0.2625);
    expect(cost("ft:gpt-4.1-mini-2025-04-14:team::abc", false)).toBe(2.1);
  });

  it("are exact: a million requests of one token cost a million times one", () => {
    const one = {
      ...usage,
      model: "gpt-4.1-nano",
      batch: true,
      inputTokens: 1,
      cachedTokens: 1,
      outputTokens: 0,
    };
    expect(toDecimal(costOf([one], openAiPriceList) * 1_000_000n, 15)).toBe("0.012500000000000");
  });

  it("do not depend on how usage is cut into pieces", () => {
    const tokens = fc.nat(5_000_000);
    const piece = fc.record({ inputTokens: tokens, cachedTokens: fc.constant(0), outputTokens: tokens });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
        const whole = pieces.reduce((left, right) => ({
          inputTokens: left.inputTokens + right.inputTokens,
          cachedTokens: 0,
          outputTokens: left.outputTokens + right.outputTokens,
        }));
        const apart = costOf(
          pieces.map((part) => ({ ...usage, ...part })),
          openAiPriceList,
        );
        expect(apart).toBe(costOf([{ ...usage, ...whole }], openAiPriceList));
      }),
    );
  });

  it("follow the price that was in force on the day", () => {
    const prices = new PriceList([
      { model: "gpt-4.1", effective: "2026-02-01", input: 4, cachedInput: 1, output: 16 },
      { model: "gpt-4.1", effective: "2026-01-01", input: 2, cachedInput: 0.5, output: 8 },
    ]);
    const cost = (date: string) =>
      costLines({ ...usage, bucket: day(date), inputTokens: 1e6, cachedTokens: 0, outputTokens: 0 }, prices);
    expect(cost("2025-12-31")).toBeUndefined();
    expect(cost("2026-01-31")).toMatchObject([{ amount: perToken(2) * 1_000_000n }]);
    expect(cost("2026-02-01")).toMatchObject([{ amount: perToken(4) * 1_000_000n }]);
  });

  it("of training are a line of their own, at the last price that was said", () => {
    const nothing = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
    const trained = { ...usage, ...nothing, trainedTokens: 4_000_000 };
    const [line, ...more] = costLines(trained, openAiPriceList) ?? [];
    expect(line).toMatchObject({ item: "gpt-4.1-2025-04-14, training", tokens: 4_000_000 });
    expect(toDecimal(line!.amount, 2)).toBe("100.00");
    expect(more).toEqual([]);
    const later = { model: "gpt-4.1", input: 1, cachedInput: 0, output: 1 };
    const prices = new PriceList([
      { ...later, training: 3 },
      { ...later, effective: "2026-01-01" },
      { ...later, effective: "2026-02-01", training: 5 },
    ]);
    const at = (date: string) => toDecimal(costOf([{ ...trained, bucket: day(date) }], prices), 2);
    expect(["2025-12-31", "2026-01-31", "2026-02-01"].map(at)).toEqual(["12.00", "12.00", "20.00"]);
    expect(costLines({ ...trained, model: "unheard-of" }, prices)).toBeUndefined();
  });

  it("have a line for what there is of input, cached input and output", () => {
    const counted = { inputTokens: 10, cachedTokens: 10, outputTokens: 3 };
    const lines = costLines({ ...usage, ...counted, batch: true }, openAiPriceList);
    expect(lines?.map(({ item, tokens }) => [item, tokens])).toEqual([
      ["gpt-4.1-2025-04-14, batch cached input", 10],
      ["gpt-4.1-2025-04-14, batch output", 3],
    ]);
    expect(costLines({ ...usage, ...counted, model: "unheard-of" }, openAiPriceList)).toBeUndefined();
  });
});

describe("an amount", () => {
  it("takes prices with up to eight decimals and refuses others", () => {
    expect(toDecimal(perToken(0.00000002), 15)).toBe("0.000000000000020");
    for (const price of [-1, Number.NaN, 1e-9, Number.POSITIVE_INFINITY]) {
      expect(() => perToken(price)).toThrow(RangeError);
    }
  });

  it("is rounded only to be shown", () => {
    expect(toDecimal(perToken(2) * 750_000n, 2)).toBe("1.50");
    expect(toDecimal(perToken(1.25) * 4_000n, 2)).toBe("0.01");
    expect(toDecimal(perToken(1.24) * 4_000n, 2)).toBe("0.00");
    expect(toNumber(perToken(0.1) * 3n)).toBe(3e-7);
  });
});

describe("the machine's cost", () => {
  it("is what its hours of work cost in rent and energy", () => {
    expect(machineCost(2 * 3_600e6, { perHour: 1.5, watts: 400, perKilowattHour: 0.3 })).toBeCloseTo(3.24, 9);
  });
});
