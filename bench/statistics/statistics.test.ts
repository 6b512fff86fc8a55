import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, quantile } from "./quantile.ts";
import { summarize } from "./summary.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 });

describe("quantile", () => {
  it("interpolates between neighbours", () => {
    expect(quantile([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
  });

  it("does not depend on the order and leaves the values as they were", () => {
    const given = [3, 1, 2];
    expect(median(given)).toBe(2);
    expect(given).toEqual([3, 1, 2]);
  });

  it("gives the lowest at 0, the highest at 1, and grows with the share", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        expect(quantile(numbers, 0)).toBe(Math.min(...numbers));
        expect(quantile(numbers, 1)).toBe(Math.max(...numbers));
        expect(quantile(numbers, share)).toBeLessThanOrEqual(quantile(numbers, Math.min(1, share + 0.1)));
      }),
    );
  });

  it("refuses no values at all", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("summarize", () => {
  it("tells the middle and how far the values lie apart", () => {
    expect(summarize([98, 100, 104])).toEqual({
      count: 3,
      median: 100,
      lowest: 98,
      highest: 104,
      spread: 0.03,
    });
  });

  it("has no spread for one value, nor where the median is zero", () => {
    expect(summarize([7]).spread).toBe(0);
    expect(summarize([-1, 0, 1]).spread).toBe(0);
  });
});
