export interface TokenBudgetOptions {
  /** The most tokens one step can take. */
  readonly maximum: number;
  /** Longest step while somebody waits for the next token of a stream, in milliseconds. */
  readonly streamingMilliseconds: number;
  /** Longest step while nobody does. Bounds how late a new request or a cancel is noticed. */
  readonly idleMilliseconds: number;
}

const SMALLEST_CHUNK = 8;
/** Weight of the newest measurement. Machines are noisy; a step that was interrupted must not shrink the next ten. */
const SMOOTHING = 0.2;

/**
 * How many prefill tokens a step may carry, learned from how long steps took. A step is modelled
 * as `base + perToken × tokens`: on a CPU, decode is bound by reading the weights once (base) and
 * prefill by arithmetic (perToken).
 */
export class TokenBudget {
  readonly #options: TokenBudgetOptions;
  #base: number | undefined;
  #perToken: number | undefined;

  constructor(options: TokenBudgetOptions) {
    this.#options = options;
  }

  /** Tokens of prefill that fit beside `decodeTokens` rows, of which somebody waits or not. */
  prefillTokens(decodeTokens: number, awaited = decodeTokens > 0): number {
    const { maximum, streamingMilliseconds, idleMilliseconds } = this.#options;
    const room = maximum - decodeTokens;
    if (room <= 0) return 0;
    const limit = awaited ? streamingMilliseconds : idleMilliseconds;
    if (this.#perToken === undefined) return Math.min(room, awaited ? 32 : 128);
    const left = limit - (this.#base ?? 0) - this.#perToken * decodeTokens;
    const fitting = left > 0 ? Math.floor(left / this.#perToken) : 0;
    return Math.min(room, Math.max(SMALLEST_CHUNK, fitting));
  }

  /** Learns from a finished step. */
  observe(step: { readonly tokens: number; readonly prefill: boolean; readonly milliseconds: number }): void {
    const { tokens, milliseconds } = step;
    if (step.prefill && tokens >= SMALLEST_CHUNK) {
      const perToken = Math.max(0, milliseconds - (this.#base ?? 0)) / tokens;
      this.#perToken = smooth(this.#perToken, perToken);
    } else if (tokens === 1) {
      this.#base = smooth(this.#base, Math.max(0, milliseconds - (this.#perToken ?? 0)));
    }
  }
}

function smooth(old: number | undefined, now: number): number {
  return old === undefined ? now : old + SMOOTHING * (now - old);
}
