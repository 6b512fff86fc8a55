import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { NativeResource } from "./native-resource.ts";

/**
 * What a context remembers of its sequences. Ranges of positions include `from` and exclude `to`; a
 * negative `from` means the beginning, a negative `to` the end.
 *
 * Every call throws LlamaError `busy` while a decode runs, and `freed` after the context is gone.
 */
export class Memory {
  /** Whether positions can be moved. Not so with multi-dimensional positions, as image models have. */
  readonly canShift: boolean;
  readonly #library: NativeLibrary;
  readonly #context: NativeResource;
  readonly #pointer: Pointer;
  readonly #sequences: number;
  readonly #unified: boolean;

  /** For this room only. */
  constructor(
    library: NativeLibrary,
    context: NativeResource,
    pointer: Pointer,
    sequences: number,
    unified: boolean,
  ) {
    this.#library = library;
    this.#context = context;
    this.#pointer = pointer;
    this.#sequences = sequences;
    this.#unified = unified;
    this.canShift = library.memoryCanShift(pointer);
  }

  /**
   * Makes `destination` share the cells of `source`; nothing is computed or copied. Where memory is not
   * unified the whole sequence is copied, and only that.
   */
  copy(source: number, destination: number, from = -1, to = -1): void {
    this.#requireSequence(source);
    this.#requireSequence(destination);
    this.#requireRange(from, to);
    if (!this.#unified && (from > 0 || to >= 0))
      throw new LlamaError("invalid-argument", "memory that is not unified copies whole sequences only");
    this.#library.memoryCopy(this.#idle(), source, destination, from, to);
  }

  /** @returns false where recurrent layers cannot forget a part; nothing has changed then. */
  remove(sequence: number, from = -1, to = -1): boolean {
    this.#requireSequence(sequence);
    this.#requireRange(from, to);
    return this.#library.memoryRemove(this.#idle(), sequence, from, to);
  }

  /** Forgets all other sequences. */
  keep(sequence: number): void {
    this.#requireSequence(sequence);
    this.#library.memoryKeep(this.#idle(), sequence);
  }

  /** Moves positions by `delta`. Cells shared with other sequences move for those too. */
  shift(sequence: number, from: number, to: number, delta: number): void {
    this.#requireSequence(sequence);
    this.#requireRange(from, to);
    requireInteger("delta", delta, -int32Maximum, int32Maximum);
    if (!this.canShift) throw new LlamaError("invalid-argument", "this model's positions cannot be shifted");
    this.#library.memoryShift(this.#idle(), sequence, from, to, delta);
  }

  clear(): void {
    this.#library.memoryClear(this.#idle(), false);
  }

  /** Smallest position remembered, or -1 for an empty sequence. Above 0 only with sliding windows. */
  positionMinimum(sequence: number): number {
    this.#requireSequence(sequence);
    return this.#library.memoryPositionMinimum(this.#idle(), sequence);
  }

  /** Largest position remembered, or -1 for an empty sequence. */
  positionMaximum(sequence: number): number {
    this.#requireSequence(sequence);
    return this.#library.memoryPositionMaximum(this.#idle(), sequence);
  }

  #idle(): Pointer {
    this.#context.idlePointer;
    return this.#pointer;
  }

  #requireSequence(sequence: number): void {
    requireInteger("sequence", sequence, 0, this.#sequences - 1);
  }

  #requireRange(from: number, to: number): void {
    requireInteger("from", from, -1, int32Maximum);
    requireInteger("to", to, -1, int32Maximum);
  }
}
