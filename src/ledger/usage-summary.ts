import type { UsageSum } from "../store/index.ts";
import type { Amount } from "./amount.ts";
import { costOf, type PricedUsage } from "./costs.ts";
import { type MachinePrice, machineCost } from "./machine-cost.ts";
import type { PriceList } from "./price-list.ts";

/** What of usage goes into one row: for each its name. */
export const SUMMARIES = {
  model: (sum: PricedSum) => sum.model,
  key: (sum: PricedSum) => sum.apiKeyId ?? "(no key)",
  project: (sum: PricedSum) => sum.projectId ?? "",
  day: (sum: PricedSum) => new Date(sum.bucket * 1000).toISOString().slice(0, 10),
} as const;

export type SummaryBy = keyof typeof SUMMARIES;

/** Sums by day that are grouped by model and batch, and by what the summary is of. */
export type PricedSum = UsageSum & PricedUsage;

export interface SummaryPrices {
  /** What is billed here. */
  readonly billed: PriceList;
  readonly openAi: PriceList;
  readonly machine: MachinePrice;
}

export interface UsageSummary {
  readonly name: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Of fine-tuning jobs. */
  readonly trainedTokens: number;
  readonly billed: Amount;
  /** What the same tokens would have cost at OpenAI. */
  readonly atOpenAi: Amount;
  /** What they cost here in machine hours and energy, in units of the currency. */
  readonly here: number;
  /** What a million of its tokens cost, training aside: input, cached and output in the ratio of the real traffic. */
  readonly blendedPrice: number | undefined;
}

/** A row for each name, the dearest first, days in their order. */
export function summarizeUsage(
  sums: readonly PricedSum[],
  by: SummaryBy,
  prices: SummaryPrices,
): UsageSummary[] {
  const groups = [...Map.groupBy(sums, SUMMARIES[by])];
  const rows = groups.map(([name, group]) => summarize(name, group, prices));
  if (by === "day") return rows.sort((left, right) => (left.name < right.name ? -1 : 1));
  return rows.sort((left, right) => Number(right.billed - left.billed) || right.requests - left.requests);
}

export function summarize(name: string, sums: readonly PricedSum[], prices: SummaryPrices): UsageSummary {
  const total = (count: (sum: PricedSum) => number) => sums.reduce((sum, part) => sum + count(part), 0);
  const billed = costOf(sums, prices.billed);
  const inputTokens = total((sum) => sum.inputTokens);
  const outputTokens = total((sum) => sum.outputTokens);
  const untrained = sums.map((sum) => ({ ...sum, trainedTokens: 0 }));
  return {
    name,
    requests: total((sum) => sum.requests),
    inputTokens,
    cachedTokens: total((sum) => sum.cachedTokens),
    outputTokens,
    trainedTokens: total((sum) => sum.trainedTokens),
    billed,
    atOpenAi: costOf(sums, prices.openAi),
    here: machineCost(
      total((sum) => sum.machineMicroseconds),
      prices.machine,
    ),
    blendedPrice: blendedPrice(costOf(untrained, prices.billed), inputTokens + outputTokens),
  };
}

function blendedPrice(amount: Amount, tokens: number): number | undefined {
  // Ten thousandths of a cent are as fine as it can be meant.
  return tokens === 0 ? undefined : Number((amount * 1_000_000n) / BigInt(tokens) / 10n ** 9n) / 1e6;
}
