/** One limit as it stands after a request, or as it refused it. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Until the whole limit is there again, in milliseconds. */
  readonly resetMilliseconds: number;
}

/** What is limited, as headers and errors name it. */
export type LimitedKind = "requests" | "tokens";

export type LimitStates = Readonly<Partial<Record<LimitedKind, LimitState>>>;

export function limitHeaders(states: LimitStates): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const kind of ["requests", "tokens"] as const) {
    const state = states[kind];
    if (state === undefined) continue;
    headers[`x-ratelimit-limit-${kind}`] = String(state.limit);
    headers[`x-ratelimit-remaining-${kind}`] = String(state.remaining);
    headers[`x-ratelimit-reset-${kind}`] = goDuration(state.resetMilliseconds);
  }
  return headers;
}

/** As Go writes durations: `174ms`, `1.5s`, `6m0s`. */
export function goDuration(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds));
  if (whole === 0) return "0s";
  if (whole < 1_000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = `${(whole % 60_000) / 1_000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
