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
