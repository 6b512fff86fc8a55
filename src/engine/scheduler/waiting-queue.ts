import type { Sequence } from "./sequence.ts";

/** Sequences that wait for a slot: interactive ones first, each kind in order of arrival. */
export class WaitingQueue {
  #interactive: Sequence[] = [];
  #batch: Sequence[] = [];

  get hasInteractive(): boolean {
    return this.#interactive.length > 0;
  }

  /** Tokens that interactive sequences bring, whatever of them is cached. */
  get interactiveTokens(): number {
    return this.#interactive.reduce((sum, { tokens }) => sum + tokens.length, 0);
  }

  get length(): number {
    return this.#interactive.length + this.#batch.length;
  }

  push(sequence: Sequence): void {
    this.#queue(sequence).push(sequence);
  }

  /** For a sequence that had already run: it goes on before those that have not begun. */
  putBack(sequence: Sequence): void {
    this.#queue(sequence).unshift(sequence);
  }

  remove(sequence: Sequence): void {
    const queue = this.#queue(sequence);
    const at = queue.indexOf(sequence);
    if (at >= 0) queue.splice(at, 1);
  }

  /** A copy, so that the queue may change while it is walked. Batch work is offered only where no interactive work waits. */
  inOrder(): readonly Sequence[] {
    return this.#interactive.length > 0 ? [...this.#interactive] : [...this.#batch];
  }

  #queue(sequence: Sequence): Sequence[] {
    return sequence.request.source.priority === "interactive" ? this.#interactive : this.#batch;
  }
}
