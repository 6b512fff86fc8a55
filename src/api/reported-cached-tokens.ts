/** `openai`: as the original service counts; `exact`: what was reused, token by token. */
export type CacheReport = "openai" | "exact";

/** Below this the original service reports nothing as cached. */
const SMALLEST = 1024;
const STEP = 128;

/** The `cached_tokens` of an answer. Never more than was really reused. */
export function reportedCachedTokens(reused: number, report: CacheReport): number {
  if (report === "exact") return reused;
  return reused < SMALLEST ? 0 : reused - (reused % STEP);
}
