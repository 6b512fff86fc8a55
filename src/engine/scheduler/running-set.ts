import type { SavedStates } from "../blocks/saved-states.ts";
import type { SequenceMemory } from "../memory/sequence-memory.ts";
import { isBatch, type Sequence } from "./sequence.ts";
import type { WaitingQueue } from "./waiting-queue.ts";

/** The sequences that hold a slot, oldest first. */
export class RunningSet {
  readonly #memory: SequenceMemory;
  readonly #waiting: WaitingQueue;
  readonly #blocks: SavedStates | undefined;
  #sequences: Sequence[] = [];

  constructor(memory: SequenceMemory, waiting: WaitingQueue, blocks: SavedStates | undefined) {
    this.#blocks = blocks;
    this.#memory = memory;
    this.#waiting = waiting;
  }

  get size(): number {
    return this.#sequences.length;
  }

  get sequences(): readonly Sequence[] {
    return this.#sequences;
  }

  get hasInteractive(): boolean {
    return this.#sequences.some((sequence) => !isBatch(sequence));
  }

  /** Batch work stands still while interactive work runs or waits. */
  get active(): readonly Sequence[] {
    if (!this.hasInteractive && !this.#waiting.hasInteractive) return this.#sequences;
    return this.#sequences.filter((sequence) => !isBatch(sequence));
  }

  /** What stands still, oldest first: batch work beside interactive work. */
  get standing(): readonly Sequence[] {
    return this.hasInteractive || this.#waiting.hasInteractive ? this.#sequences.filter(isBatch) : [];
  }

  get youngestBatch(): Sequence | undefined {
    return this.#sequences.findLast(isBatch);
  }

  get youngest(): Sequence | undefined {
    return this.#sequences.at(-1);
  }

  add(sequence: Sequence, slot: number, computed: number): void {
    sequence.slot = slot;
    sequence.computed = computed;
    sequence.state = "running";
    this.#sequences.push(sequence);
  }

  /** Takes the sequence out of its slot. What it has computed stays cached as long as there is room. */
  remove(sequence: Sequence): void {
    sequence.restore?.release();
    sequence.restore = undefined;
    this.#blocks?.saveAll(this.#memory, sequence, sequence.computed);
    this.#memory.close(sequence.slot!, sequence.computed);
    sequence.slot = undefined;
    this.#sequences = this.#sequences.filter((other) => other !== sequence);
  }

  /**
   * Sends what stands still back to the queue, but for the oldest, where it comes back to where it stood. Attention on
   * CPUs looks at every cell up to the last one in use: four streams were 2.4 times slower beside 32 standing ones.
   */
  clearStanding(): void {
    if (this.#blocks?.keepsAll !== true) return;
    for (const sequence of this.standing.slice(1).reverse()) this.preempt(sequence);
  }

  /** Room for one of them: idle prefixes go first, then batch work, then the youngest. */
  makeRoom(cells: number, sequence: Sequence): boolean {
    while (!this.#memory.makeRoom(cells)) {
      const victim = this.youngestBatch ?? this.youngest;
      if (victim === undefined || victim === sequence) return false;
      this.preempt(victim);
    }
    return true;
  }

  /** Sends a sequence back to the queue; it continues where it was, from what is still cached then. */
  preempt(sequence: Sequence): void {
    this.remove(sequence);
    sequence.computed = 0;
    sequence.state = "waiting";
    this.#waiting.putBack(sequence);
  }
}
