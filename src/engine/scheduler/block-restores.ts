import type { Block } from "../blocks/block.ts";
import type { SequenceMemory } from "../memory/sequence-memory.ts";
import type { Sequence } from "./sequence.ts";
import type { PlannedRestore, StepResult } from "./step-plan.ts";

/** A few dozen megabytes: some milliseconds. */
const BLOCKS_PER_STEP = 16;

/** What sequences take back from saved blocks in one step. */
export class BlockRestores {
  readonly planned: PlannedRestore[] = [];
  /** Blocks that are wanted in memory first. */
  readonly loads: Block[] = [];
  readonly #memory: SequenceMemory;
  readonly #makeRoom: (cells: number, sequence: Sequence) => boolean;

  constructor(memory: SequenceMemory, makeRoom: (cells: number, sequence: Sequence) => boolean) {
    this.#memory = memory;
    this.#makeRoom = makeRoom;
  }

  /** Plans the next blocks. Gives whether the sequence has nothing to take back and may compute. */
  plan(sequence: Sequence): boolean {
    const restore = sequence.restore!;
    const from = sequence.computed;
    for (let blocks = 0; blocks < BLOCKS_PER_STEP; blocks++) {
      const block = restore.next;
      if (!block?.inMemory) break;
      const to = restore.end(block);
      // The whole block passes through the cache, also where only its beginning is wanted. Computing
      // needs less room: who waited for more might wait for ever.
      if (!this.#makeRoom(Math.max(block.tokens.length, to - sequence.computed), sequence)) {
        restore.release();
        break;
      }
      this.#memory.restore(sequence.slot!, block.key, sequence.computed, to);
      sequence.computed = to;
      restore.advance();
    }
    if (sequence.computed > from) this.planned.push({ sequence, from, to: sequence.computed });
    if (restore.next !== undefined) {
      this.loads.push(...restore.absent(BLOCKS_PER_STEP));
      return false;
    }
    restore.release();
    sequence.restore = undefined;
    return sequence.computed === from;
  }
}

/** Takes in what became of a planned restore. Where the native side refused it, it counts as not done. */
export function applyRestore(
  { sequence, from, to }: PlannedRestore,
  memory: SequenceMemory,
  { refused }: StepResult,
): void {
  if (sequence.state !== "running") return;
  const { slot, request } = sequence;
  if (refused?.has(slot!)) {
    sequence.restore?.release();
    sequence.restore = undefined;
    sequence.computed = from;
    memory.truncate(slot!, from);
    return;
  }
  memory.publish(slot!, to);
  if (!request.started) request.cachedTokens += Math.min(to, request.promptLength) - from;
}
