import { median } from "./quantile.ts";

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Half the distance from lowest to highest, as a share of the median; 0 for a single value. */
  readonly spread: number;
}

/** @throws RangeError where there are no values. */
export function summarize(values: readonly number[]): Summary {
  const middle = median(values);
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const spread = middle === 0 ? 0 : (highest - lowest) / 2 / Math.abs(middle);
  return { count: values.length, median: middle, lowest, highest, spread };
}
