/** Weight of the newest measurement. */
const SMOOTHING = 0.2;
/** Of a token decoded alone. Measured on two cores with 4-bit weights; a GPU learns better within a few steps. */
const EXPECTED = 0.45;
const LEAST = 0.01;

/** What verifying one more token costs, in parts of what decoding one alone costs. Learned from steps of one stream. */
export class DraftCost {
  #alone: number | undefined;
  #perToken = EXPECTED;

  /**
   * Among several streams a token costs all of them time, and in parts of what one of them then waits for
   * its own: with a step of a + b·n for n tokens, b·s / (a + b·s) for s streams.
   */
  perToken(streams: number): number {
    const cost = this.#perToken;
    return (cost * streams) / (1 - cost + cost * streams);
  }

  observe(tokens: number, milliseconds: number): void {
    if (tokens === 1) {
      this.#alone = smooth(this.#alone ?? milliseconds, milliseconds);
    } else if (this.#alone !== undefined && this.#alone > 0) {
      const more = (milliseconds / this.#alone - 1) / (tokens - 1);
      // A step that was interrupted costs any multiple; a token never costs more than one decoded alone.
      this.#perToken = smooth(this.#perToken, Math.min(1, Math.max(LEAST, more)));
    }
  }
}

function smooth(old: number, now: number): number {
  return old + SMOOTHING * (now - old);
}
