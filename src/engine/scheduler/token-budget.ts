export interface TokenBudgetOptions {
  /** The most tokens one step can take. */
  readonly maximum: number;
  /** Longest step while somebody waits for the next token of a stream, in milliseconds. */
  readonly streamingMilliseconds: number;
  /** Longest step while nobody waits. Bounds how late a new request or a cancel is noticed. */
  readonly idleMilliseconds: number;
}

/** A stream beside a prefill may be this much slower than alone… */
const STREAMING_FACTOR = 2;
/** …but not held to less than this, in milliseconds: twenty tokens a second are faster than anybody reads. */
const UNNOTICED_MILLISECONDS = 50;
const SMALLEST_CHUNK = 8;
/** CPU kernels compute four tokens at a time: three beside one stream cost little more than one. */
const KERNEL_TOKENS = 4;
/** Steps from this size on have the cost of prefill; below, weights and keys are read again for every few tokens. */
const LARGE_STEP = 64;
/** Of what a step can take beyond its base, in milliseconds. */
const SHORTEST = 1e-3;
/** Weight of the newest measurement. Machines are noisy; a step that was interrupted must not shrink the next ten. */
const SMOOTHING = 0.2;

/** Who waits while a step runs. */
export type Awaited = "nobody" | "newcomers" | "streams";

/**
 * How many prefill tokens a step may carry, learned from how long steps took. A step is modelled
 * as `base + perToken × tokens`: on a CPU, decode is bound by reading the weights once (base) and
 * prefill by arithmetic (perToken, which is less in large steps).
 */
export class TokenBudget {
  readonly #options: TokenBudgetOptions;
  #base: number | undefined;
  #perTokenOfSmall: number | undefined;
  #perTokenOfLarge: number | undefined;

  constructor(options: TokenBudgetOptions) {
    this.#options = options;
  }

  /** What one token more costs in a small step, in milliseconds, as far as that is known. */
  get perToken(): number | undefined {
    return this.#perTokenOfSmall ?? this.#perTokenOfLarge;
  }

  /** Tokens of prefill that fit beside `decodeTokens` rows. */
  prefillTokens(
    decodeTokens: number,
    awaited: Awaited = decodeTokens > 0 ? "streams" : "nobody",
    batchMilliseconds = this.#options.idleMilliseconds,
  ): number {
    const { maximum, idleMilliseconds } = this.#options;
    const room = maximum - decodeTokens;
    if (room <= 0) return 0;
    if (awaited === "streams") return Math.min(room, this.#besideStreams(decodeTokens));
    const perToken = this.#perTokenOfLarge ?? this.#perTokenOfSmall;
    if (perToken === undefined) return Math.min(room, 128);
    const left = (awaited === "nobody" ? idleMilliseconds : batchMilliseconds) - (this.#base ?? 0);
    const fitting = left > 0 ? Math.floor(left / perToken) - decodeTokens : 0;
    return Math.min(room, Math.max(SMALLEST_CHUNK, fitting));
  }

  #besideStreams(streams: number): number {
    const { perToken } = this;
    if (perToken === undefined) return SMALLEST_CHUNK;
    const decode = (this.#base ?? 0) + perToken * streams;
    const bearable = Math.max(UNNOTICED_MILLISECONDS, STREAMING_FACTOR * decode);
    const limit = Math.min(this.#options.streamingMilliseconds, bearable);
    const tokens = streams + Math.max(0, Math.floor((limit - decode) / perToken));
    const whole = KERNEL_TOKENS * Math.max(1, Math.round(tokens / KERNEL_TOKENS));
    return Math.max(whole - streams, KERNEL_TOKENS - 1);
  }

  /** How long so many tokens of prompts take, as far as that is known, in milliseconds. */
  prefillMilliseconds(tokens: number): number {
    return tokens * (this.#perTokenOfLarge ?? this.#perTokenOfSmall ?? 0);
  }

  /** Learns from a finished step. */
  observe({ tokens, milliseconds }: { readonly tokens: number; readonly milliseconds: number }): void {
    const perToken = Math.max(SHORTEST, milliseconds - (this.#base ?? 0)) / tokens;
    if (tokens >= LARGE_STEP) this.#perTokenOfLarge = smooth(this.#perTokenOfLarge, perToken);
    else if (tokens >= KERNEL_TOKENS) this.#perTokenOfSmall = smooth(this.#perTokenOfSmall, perToken);
    else if (tokens === 1)
      this.#base = smooth(
        this.#base,
        Math.max(0, milliseconds - (this.#perTokenOfSmall ?? this.#perTokenOfLarge ?? 0)),
      );
  }
}

function smooth(old: number | undefined, now: number): number {
  return old === undefined ? now : old + SMOOTHING * (now - old);
}
