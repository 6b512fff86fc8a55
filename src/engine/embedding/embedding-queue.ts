/** One request's inputs as tokens, and the vectors there are so far. */
export class EmbeddingWork {
  readonly id: number;
  readonly inputs: readonly ArrayLike<number>[];
  readonly vectors: Float32Array[] = [];
  /** Inputs that are computed, or are being computed. */
  taken = 0;

  constructor(id: number, inputs: readonly ArrayLike<number>[]) {
    this.id = id;
    this.inputs = inputs;
  }

  get next(): ArrayLike<number> | undefined {
    return this.inputs[this.taken];
  }

  get isDone(): boolean {
    return this.vectors.length === this.inputs.length;
  }
}

/** Inputs that are computed together, in the order of their sequences. */
export interface EmbeddingStep {
  readonly works: readonly EmbeddingWork[];
  readonly sequences: readonly ArrayLike<number>[];
}

/** Requests take turns, an input each, so that a long list does not make a short one wait for all of it. */
export class EmbeddingQueue {
  readonly #works = new Map<number, EmbeddingWork>();

  add(work: EmbeddingWork): void {
    this.#works.set(work.id, work);
  }

  remove(id: number): void {
    this.#works.delete(id);
  }

  /** As many inputs as fit into a pass; at least one where there is any. */
  takeStep(mostTokens: number, mostSequences: number): EmbeddingStep | undefined {
    const works: EmbeddingWork[] = [];
    const sequences: ArrayLike<number>[] = [];
    let room = mostTokens;
    const waiting = [...this.#works.values()].filter(({ next }) => next !== undefined);
    while (waiting.length > 0 && sequences.length < mostSequences) {
      const work = waiting.shift();
      const input = work?.next;
      if (work === undefined || input === undefined || input.length > room) continue;
      work.taken += 1;
      room -= input.length;
      works.push(work);
      sequences.push(input);
      waiting.push(work);
    }
    for (const work of works) {
      // Who had a turn comes last in the next step.
      this.#works.delete(work.id);
      this.#works.set(work.id, work);
    }
    return sequences.length === 0 ? undefined : { works, sequences };
  }
}
