/** Tokens of one step, the known one and its draft. CPU kernels compute four at a time. */
const STEP_TOKENS = [4, 8, 12, 16, 24, 32, 48, 64] as const;
/** What one older draft counts for beside the newest. */
const MEMORY = 0.9;

/**
 * How often draft tokens turn out right, and from that the length that yields most tokens in a given
 * time: n tokens of which each is right with probability q advance an answer by (1 - qⁿ) / (1 - q) and
 * cost 1 + c·(n - 1), where c is the cost of one more token (Leviathan, Kalman, Matias 2023, section 3).
 */
export class DraftLength {
  #accepted: number;
  #missed: number;

  /** Begins as if of `accepted` + 1 tokens the last had been wrong. */
  constructor(accepted: number) {
    this.#accepted = accepted;
    this.#missed = 1;
  }

  observe(proposed: number, accepted: number): void {
    this.#accepted = this.#accepted * MEMORY + accepted;
    this.#missed = this.#missed * MEMORY + (accepted < proposed ? 1 : 0);
  }

  /** Draft tokens worth verifying, 0 where none are; `cost` of one, in parts of a token decoded alone. */
  best(cost: number): number {
    const right = Math.min(0.999, this.#accepted / (this.#accepted + this.#missed));
    let best = { tokens: 1, rate: 1 };
    for (const tokens of STEP_TOKENS) {
      const rate = (1 - right ** tokens) / (1 - right) / (1 + cost * (tokens - 1));
      if (rate > best.rate) best = { tokens, rate };
    }
    return best.tokens - 1;
  }
}
