import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { NativeResource } from "./native-resource.ts";
import type { RecurrentRollback } from "./recurrent-rollback.ts";
import { readSequenceState, writeSequenceState } from "./sequence-state-file.ts";

export interface StateOptions {
  /**
   * Only what cannot be cut at a position: recurrent states and sliding windows. The rest of the
   * sequence must already be in memory when such a state is restored.
   */
  readonly partial?: boolean;
}

const flags = { none: 0, partial: 1 } as const;

function flagsOf(options: StateOptions | undefined): number {
  return options?.partial ? flags.partial : flags.none;
}

/**
 * Moves what a context remembers of one sequence out and in. Bytes fit contexts of the same weights,
 * element types and library release. They are not checked for damage beyond their outline: whoever
 * stores them where they can rot must checksum them.
 */
export class SequenceState {
  readonly #library: NativeLibrary;
  readonly #context: NativeResource;
  readonly #rollback: RecurrentRollback;
  readonly #sequences: number;

  constructor(
    library: NativeLibrary,
    context: NativeResource,
    rollback: RecurrentRollback,
    sequences: number,
  ) {
    this.#rollback = rollback;
    this.#library = library;
    this.#context = context;
    this.#sequences = sequences;
  }

  size(sequence: number, options?: StateOptions): number {
    this.#requireSequence(sequence);
    return this.#library.stateSize(this.#context.idlePointer, sequence, flagsOf(options));
  }

  save(sequence: number, options?: StateOptions): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(this.size(sequence, options));
    const written = this.#library.saveState(
      this.#context.idlePointer,
      bytes,
      bytes.length,
      sequence,
      flagsOf(options),
    );
    if (written === 0 || written > bytes.length)
      throw new LlamaError("state-refused", `the state of sequence ${sequence} could not be saved`);
    return bytes.subarray(0, written);
  }

  restore(sequence: number, bytes: Uint8Array, options?: StateOptions): void {
    this.#requireSequence(sequence);
    const context = this.#context.idlePointer;
    const memory = this.#library.memory(context);
    const empty = () => memory !== null && this.#library.memoryRemove(memory, sequence, -1, -1);
    this.#rollback.forget(sequence);
    // The library leaves a sequence alone where the saved one was empty.
    if (!options?.partial) empty();
    const read = this.#library.restoreState(context, bytes, bytes.length, sequence, flagsOf(options));
    if (read === 0 || read !== bytes.length) {
      empty();
      throw new LlamaError(
        "state-refused",
        "the state does not fit this context, or there is no room for it",
      );
    }
  }

  saveFile(file: string, sequence: number, tokens: Int32Array): void {
    writeSequenceState(file, { tokens, state: this.save(sequence) });
  }

  restoreFile(file: string, sequence: number, capacity: number): Int32Array {
    this.#requireSequence(sequence);
    requireInteger("capacity", capacity, 0, int32Maximum);
    const { tokens, state } = readSequenceState(file, capacity);
    this.restore(sequence, state);
    return tokens;
  }

  #requireSequence(sequence: number): void {
    requireInteger("sequence", sequence, 0, this.#sequences - 1);
  }
}
