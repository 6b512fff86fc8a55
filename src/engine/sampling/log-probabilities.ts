/** What OpenAI reports where the probability is zero. */
export const IMPOSSIBLE = -9999;

export interface RankedToken {
  readonly token: number;
  readonly logProbability: number;
}

/** Log probabilities of single tokens under the unmodified logits of one position. */
export class LogProbabilities {
  readonly #logits: Float32Array;
  readonly #normalizer: number;

  /** Keeps the array, which must not change afterwards: pass a copy where logits are masked in place. */
  constructor(logits: Float32Array) {
    let maximum = Number.NEGATIVE_INFINITY;
    for (const logit of logits) if (logit > maximum) maximum = logit;
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - maximum);
    this.#logits = logits;
    this.#normalizer = maximum + Math.log(sum);
  }

  of(token: number): number {
    const value = this.#logits[token]! - this.#normalizer;
    return Number.isFinite(value) ? Math.min(value, 0) : IMPOSSIBLE;
  }

  /** The `count` most probable tokens, most probable first. */
  top(count: number): RankedToken[] {
    const best: RankedToken[] = [];
    const logits = this.#logits;
    let worst = Number.NEGATIVE_INFINITY;
    for (let token = 0; token < logits.length && count > 0; token++) {
      const logit = logits[token]!;
      if (best.length === count && logit <= worst) continue;
      let at = best.length;
      while (at > 0 && logits[best[at - 1]!.token]! < logit) at--;
      best.splice(at, 0, { token, logProbability: this.of(token) });
      if (best.length > count) best.pop();
      worst = logits[best.at(-1)!.token]!;
    }
    return best;
  }
}
