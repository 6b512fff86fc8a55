import { summarize } from "../statistics/summary.ts";
import type { Unit } from "./row.ts";

/** Three digits that count, and no more decimals than two. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** `43.1 tok/s ±0.8 %`: the median and half the distance from lowest to highest. */
export function formatSamples(values: readonly number[], unit: Unit): string {
  if (values.length === 0) return "–";
  const { median, spread, count } = summarize(values);
  const value = [formatNumber(median), unit].filter((part) => part !== "").join(" ");
  return count > 1 && spread > 0 ? `${value} ±${(spread * 100).toFixed(1)} %` : value;
}
