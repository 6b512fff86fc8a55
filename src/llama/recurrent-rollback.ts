/**
 * Knows how far recurrent sequences can be taken back. The library keeps a snapshot after each of the
 * last tokens of a sequence's latest decode, and none from earlier ones; asked to go back further it
 * would take a stale snapshot without a word.
 */
export class RecurrentRollback {
  readonly #snapshots: number;
  readonly #latestTokens: Uint32Array;
  readonly #takenBack = new Set<number>();

  constructor(snapshots: number, sequences: number) {
    this.#snapshots = snapshots;
    this.#latestTokens = new Uint32Array(sequences);
  }

  /** Tokens that can be taken back now. The state before a decode's first token is not among the snapshots. */
  limit(sequence: number): number {
    return Math.max(Math.min(this.#snapshots, (this.#latestTokens[sequence] ?? 0) - 1), 0);
  }

  decoded(tokensOfSequences: Uint32Array): void {
    for (const [sequence, tokens] of tokensOfSequences.subarray(0, this.#latestTokens.length).entries())
      if (tokens > 0) {
        this.#latestTokens[sequence] = tokens;
        this.#takenBack.delete(sequence);
      }
  }

  /** Notes that a sequence's next decode begins from a snapshot; until then there is no going further back. */
  takeBack(sequence: number): void {
    this.forget(sequence);
    this.#takenBack.add(sequence);
  }

  isTakenBack(sequence: number): boolean {
    return this.#takenBack.has(sequence);
  }

  /** To be called when a sequence's state is used up, replaced, or shared with another. */
  forget(sequence: number): void {
    this.#latestTokens[sequence] = 0;
    this.#takenBack.delete(sequence);
  }

  forgetAll(): void {
    this.#latestTokens.fill(0);
    this.#takenBack.clear();
  }
}
