import type { Bucket, CostResult, UsageGroup, UsageResult } from "./usage.ts";

/** What a chart draws of usage. */
export type UsageMeasure = "tokens" | "input" | "cached" | "output" | "requests";

export const MEASURES: Readonly<
  Record<UsageMeasure, { label: string; read: (result: UsageResult) => number }>
> = {
  tokens: { label: "All tokens", read: (one) => one.input_tokens + one.output_tokens },
  input: { label: "Input tokens", read: (one) => one.input_tokens },
  cached: { label: "Cached input tokens", read: (one) => one.input_cached_tokens ?? 0 },
  output: { label: "Output tokens", read: (one) => one.output_tokens },
  requests: { label: "Requests", read: (one) => one.num_model_requests },
};

/** Values of one day, one for each series. */
export interface ChartRow {
  readonly start: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface ChartData {
  readonly rows: readonly ChartRow[];
  /** The largest first. */
  readonly series: readonly string[];
}

/** More series than this cannot be told apart by colour: the rest is one. */
const MOST_SERIES = 5;
const OTHERS = "others";

export function chartOf(
  buckets: readonly Bucket<UsageResult>[],
  group: UsageGroup,
  measure: UsageMeasure,
): ChartData {
  return toChart(
    buckets.map(({ start_time, results }) => ({
      start: start_time,
      entries: results.map((result) => [nameOf(result, group), MEASURES[measure].read(result)] as const),
    })),
  );
}

export function costChartOf(buckets: readonly Bucket<CostResult>[]): ChartData {
  return toChart(
    buckets.map(({ start_time, results }) => ({
      start: start_time,
      entries: results.map(({ line_item, amount }) => [line_item ?? "all", amount?.value ?? 0] as const),
    })),
  );
}

function toChart(
  days: readonly { readonly start: number; readonly entries: readonly (readonly [string, number])[] }[],
): ChartData {
  const totals = new Map<string, number>();
  for (const { entries } of days) {
    for (const [name, value] of entries) totals.set(name, (totals.get(name) ?? 0) + value);
  }
  const ranked = [...totals].filter(([, total]) => total > 0).sort((a, b) => b[1] - a[1]);
  const shown = ranked.length > MOST_SERIES ? ranked.slice(0, MOST_SERIES - 1) : ranked;
  const names = new Set(shown.map(([name]) => name));
  const series = [...names, ...(ranked.length > names.size ? [OTHERS] : [])];
  const rows = days.map(({ start, entries }) => {
    const values = Object.fromEntries(series.map((name) => [name, 0]));
    for (const [name, value] of entries) {
      if (value === 0) continue;
      const under = names.has(name) ? name : OTHERS;
      values[under] = (values[under] ?? 0) + value;
    }
    return { start, values };
  });
  return { rows, series };
}

function nameOf(result: UsageResult, group: UsageGroup): string {
  if (group === "batch") return result.batch ? "batch" : "interactive";
  return result[group] ?? (group === "api_key_id" ? "no key" : "unknown");
}

export interface UsageTotals {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly requests: number;
}

export function totalsOf(buckets: readonly Bucket<UsageResult>[]): UsageTotals {
  const results = buckets.flatMap((bucket) => bucket.results);
  const sum = (measure: UsageMeasure) =>
    results.reduce((total, result) => total + MEASURES[measure].read(result), 0);
  return { input: sum("input"), cached: sum("cached"), output: sum("output"), requests: sum("requests") };
}

export function costOf(buckets: readonly Bucket<CostResult>[]): number {
  return buckets.flatMap(({ results }) => results).reduce((sum, { amount }) => sum + (amount?.value ?? 0), 0);
}
