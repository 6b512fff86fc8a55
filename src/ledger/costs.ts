import type { UsageSum } from "../store/index.ts";
import type { Amount } from "./amount.ts";
import type { PriceList } from "./price-list.ts";

/** Usage that says of which model it is, and whether of batches: prices depend on both. */
export type PricedUsage = Pick<UsageSum, "bucket" | "inputTokens" | "cachedTokens" | "outputTokens"> & {
  readonly model: string;
  readonly batch: boolean;
  readonly trainedTokens?: number;
};

/** One line of a bill. */
export interface CostLine {
  /** Such as `gpt-4.1-2025-04-14, cached input`. */
  readonly item: string;
  readonly tokens: number;
  readonly amount: Amount;
}

/** The lines that are not empty. Undefined where the model has no price: what it cost is not known. */
export function costLines(usage: PricedUsage, prices: PriceList): CostLine[] | undefined {
  const { model, batch, inputTokens, cachedTokens, outputTokens, trainedTokens = 0 } = usage;
  const rates = prices.ratesOf(model, batch, usage.bucket);
  const training = trainedTokens === 0 ? 0n : prices.trainingRateOf(model, usage.bucket);
  if (rates === undefined || training === undefined) return undefined;
  const kind = batch ? "batch " : "";
  const line = (what: string, tokens: number, rate: Amount): CostLine => ({
    item: `${model}, ${kind}${what}`,
    tokens,
    amount: BigInt(tokens) * rate,
  });
  return [
    line("input", inputTokens - cachedTokens, rates.input),
    line("cached input", cachedTokens, rates.cachedInput),
    // Rejected prediction tokens are among them, and cost as much.
    line("output", outputTokens, rates.output),
    line("training", trainedTokens, training),
  ].filter(({ tokens }) => tokens > 0);
}

/** What usage costs together; models without a price cost nothing. */
export function costOf(usage: Iterable<PricedUsage>, prices: PriceList): Amount {
  let total = 0n;
  for (const part of usage) {
    for (const { amount } of costLines(part, prices) ?? []) total += amount;
  }
  return total;
}
