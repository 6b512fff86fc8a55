import type { Usage } from "../answer/answer.ts";
import type { Prices } from "./served-model.ts";

/** What the original service would have asked for an answer, in US dollars. */
export function costOf(usage: Usage, prices: Prices): number {
  const fresh = usage.promptTokens - usage.cachedTokens;
  return (
    (fresh * prices.input +
      usage.cachedTokens * prices.cached_input +
      usage.completionTokens * prices.output) /
    1e6
  );
}

export function formatCost(dollars: number): string {
  if (dollars === 0) return "$0";
  if (dollars < 0.000_001) return "< $0.000001";
  return `$${dollars < 0.01 ? Number(dollars.toPrecision(2)).toFixed(7).replace(/0+$/, "") : dollars.toFixed(2)}`;
}
