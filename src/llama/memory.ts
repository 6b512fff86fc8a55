import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { NativeResource } from "./native-resource.ts";
import type { RecurrentRollback } from "./recurrent-rollback.ts";

/** What memory needs to know of the context it belongs to. */
export interface MemoryOwner {
  readonly library: NativeLibrary;
  readonly context: NativeResource;
  readonly rollback: RecurrentRollback;
  readonly sequences: number;
  readonly unified: boolean;
  /** Whether some layers keep one state a sequence instead of one entry a position. */
  readonly recurrent: boolean;
}

/**
 * What a context remembers of its sequences. Ranges of positions include `from` and exclude `to`; a
 * negative `from` means the beginning, a negative `to` the end.
 *
 * Every call throws LlamaError `busy` while a decode runs, and `freed` after the context is gone.
 */
export class Memory {
  /** Whether positions can be moved. Not so with multi-dimensional positions, as image models have. */
  readonly canShift: boolean;
  readonly #owner: MemoryOwner;
  readonly #pointer: Pointer;

  /** For this room only. */
  constructor(owner: MemoryOwner, pointer: Pointer) {
    this.#owner = owner;
    this.#pointer = pointer;
    this.canShift = owner.library.memoryCanShift(pointer);
  }

  /**
   * Makes `destination` share the cells of `source`; nothing is computed or copied. Where memory is not
   * unified the whole sequence is copied. That, and any sequence with recurrent layers, goes only whole.
   */
  copy(source: number, destination: number, from = -1, to = -1): void {
    this.#requireSequence(source);
    this.#requireSequence(destination);
    this.#requireRange(from, to);
    const memory = this.#idle();
    const { library, rollback, recurrent, unified } = this.#owner;
    if (source === destination) return;
    const isWhole = from <= 0 && (to < 0 || to > library.memoryPositionMaximum(memory, source));
    if (!isWhole && (recurrent || !unified))
      throw new LlamaError("invalid-argument", "this memory copies whole sequences only");
    if (rollback.isTakenBack(source))
      throw new LlamaError(
        "invalid-argument",
        "a sequence taken back must be decoded on before it is copied",
      );
    if (recurrent) library.memoryRemove(memory, destination, -1, -1);
    if (isWhole) library.memoryCopy(memory, source, destination, -1, -1);
    else library.memoryCopy(memory, source, destination, from, to);
    // Sharing one state, neither can go back without taking the other along.
    rollback.forget(source);
    rollback.forget(destination);
  }

  /**
   * @returns false where recurrent layers cannot forget that part: anything but the whole sequence, or
   * the last tokens of its latest decode as far as there are snapshots. Nothing has changed then.
   */
  remove(sequence: number, from = -1, to = -1): boolean {
    this.#requireSequence(sequence);
    this.#requireRange(from, to);
    const memory = this.#idle();
    const { library, rollback, recurrent } = this.#owner;
    const last = recurrent ? library.memoryPositionMaximum(memory, sequence) : -1;
    if (from <= last && (to < 0 || to > last)) {
      const takenBack = from > 0 ? last - from + 1 : 0;
      if (takenBack > rollback.limit(sequence)) return false;
      if (takenBack > 0) rollback.takeBack(sequence);
      else rollback.forget(sequence);
    } else if (from <= last) {
      return false;
    }
    return library.memoryRemove(memory, sequence, from, to);
  }

  /** Forgets all other sequences. */
  keep(sequence: number): void {
    this.#requireSequence(sequence);
    const memory = this.#idle();
    const { library, recurrent, sequences } = this.#owner;
    if (!recurrent) {
      library.memoryKeep(memory, sequence);
      return;
    }
    // One by one: the library's own call would leave behind how far the others were taken back.
    for (let other = 0; other < sequences; other += 1) if (other !== sequence) this.remove(other);
  }

  /** Moves positions by `delta`. Cells shared with other sequences move for those too. */
  shift(sequence: number, from: number, to: number, delta: number): void {
    this.#requireSequence(sequence);
    this.#requireRange(from, to);
    requireInteger("delta", delta, -int32Maximum, int32Maximum);
    if (!this.canShift) throw new LlamaError("invalid-argument", "this model's positions cannot be shifted");
    this.#owner.library.memoryShift(this.#idle(), sequence, from, to, delta);
  }

  clear(): void {
    this.#owner.library.memoryClear(this.#idle(), false);
    this.#owner.rollback.forgetAll();
  }

  /** Smallest position remembered, or -1 for an empty sequence. Above 0 only with sliding windows. */
  positionMinimum(sequence: number): number {
    this.#requireSequence(sequence);
    return this.#owner.library.memoryPositionMinimum(this.#idle(), sequence);
  }

  /** Largest position remembered, or -1 for an empty sequence. */
  positionMaximum(sequence: number): number {
    this.#requireSequence(sequence);
    return this.#owner.library.memoryPositionMaximum(this.#idle(), sequence);
  }

  #idle(): Pointer {
    this.#owner.context.idlePointer;
    return this.#pointer;
  }

  #requireSequence(sequence: number): void {
    requireInteger("sequence", sequence, 0, this.#owner.sequences - 1);
  }

  #requireRange(from: number, to: number): void {
    requireInteger("from", from, -1, int32Maximum);
    requireInteger("to", to, -1, int32Maximum);
  }
}
