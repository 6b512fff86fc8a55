import type { Timing, Usage } from "./answer.ts";

/** How fast tokens came after the first one; undefined where there was no second. */
export function tokensPerSecond(usage: Usage, { firstToken, end }: Timing): number | undefined {
  if (firstToken === undefined || usage.completionTokens < 2 || end <= firstToken) return undefined;
  return ((usage.completionTokens - 1) / (end - firstToken)) * 1_000;
}
