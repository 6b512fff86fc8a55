import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IMPOSSIBLE, LogProbabilities } from "./log-probabilities.ts";
import { mostProbable } from "./most-probable.ts";

const finite = fc.float({ min: -50, max: 50, noNaN: true });
const logits = (least = 1) =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: finite },
        { weight: 1, arbitrary: fc.constant(Number.NEGATIVE_INFINITY) },
      ),
      {
        minLength: least,
        maxLength: 60,
      },
    )
    .filter((values) => values.some(Number.isFinite))
    .map((values) => Float32Array.from(values));

describe("LogProbabilities", () => {
  it("sums to one", () => {
    fc.assert(
      fc.property(logits(), (values) => {
        const report = new LogProbabilities(values);
        const sum = Array.from(values, (_, token) => Math.exp(report.of(token))).reduce((a, b) => a + b);
        expect(sum).toBeCloseTo(1, 5);
      }),
    );
  });

  it("does not change when the same is added to every logit, however large", () => {
    const near = new LogProbabilities(Float32Array.of(1, 2, 3));
    const far = new LogProbabilities(Float32Array.of(10_001, 10_002, 10_003));
    for (const token of [0, 1, 2]) expect(far.of(token)).toBeCloseTo(near.of(token), 10);
    expect(near.of(2)).toBeCloseTo(-0.40760596, 7);
  });

  it("reports what cannot happen as the service does, and no probability above one", () => {
    const report = new LogProbabilities(
      Float32Array.of(Number.NEGATIVE_INFINITY, 5, Number.NEGATIVE_INFINITY),
    );
    expect([0, 1, 2].map((token) => report.of(token))).toEqual([IMPOSSIBLE, 0, IMPOSSIBLE]);
    expect(IMPOSSIBLE).toBe(-9999);
    expect(new LogProbabilities(Float32Array.of(0.1)).of(0)).toBe(0);
  });

  it("ranks as sorting everything would, equal ones by their number", () => {
    fc.assert(
      fc.property(logits(), fc.nat(20), (values, count) => {
        const report = new LogProbabilities(values);
        const sorted = Array.from(values, (logit, token) => ({ logit, token }))
          .toSorted((a, b) => (a.logit === b.logit ? a.token - b.token : b.logit - a.logit))
          .slice(0, count);
        const expected = sorted.map(({ token }) => ({ token, logProbability: report.of(token) }));
        expect(report.top(count)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("ranks the token first that greedy sampling takes", () => {
    fc.assert(
      fc.property(logits(), (values) => {
        expect(new LogProbabilities(values).top(1)[0]!.token).toBe(mostProbable(values));
      }),
    );
  });
});

describe("mostProbable", () => {
  it("takes the first of equals, and works where only one is left", () => {
    expect(mostProbable(Float32Array.of(1, 3, 3, 2))).toBe(1);
    expect(mostProbable(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -7))).toBe(2);
  });
});
