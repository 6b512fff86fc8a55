import { median } from "../statistics/quantile.ts";
import type { Row } from "./row.ts";

/** Median of the subject over median of the peer; absent where either was not measured. */
export function rowRatio({ subject, peer = [] }: Row): number | undefined {
  if (subject.length === 0 || peer.length === 0) return undefined;
  return median(subject) / median(peer);
}

export type Verdict = "met" | "missed" | "not measured";

/** Whether the row's target is met; absent where it has none. */
export function judgeRow(row: Row): Verdict | undefined {
  const { target, subject } = row;
  if (target === undefined) return undefined;
  const value = target.of === "ratio" ? rowRatio(row) : subject.length > 0 ? median(subject) : undefined;
  if (value === undefined) return "not measured";
  const met = target.bound === "at least" ? value >= target.limit : value <= target.limit;
  return met ? "met" : "missed";
}
