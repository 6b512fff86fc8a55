import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { NativeResource } from "./native-resource.ts";

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
  readonly #sequences: number;

  constructor(library: NativeLibrary, context: NativeResource, sequences: number) {
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
    const read = this.#library.restoreState(context, bytes, bytes.length, sequence, flagsOf(options));
    if (read !== bytes.length)
      throw new LlamaError(
        "state-refused",
        "the state does not fit this context, or there is no room for it",
      );
  }

  saveFile(file: string, sequence: number, tokens: Int32Array): void {
    this.#requireSequence(sequence);
    const context = this.#context.idlePointer;
    if (this.#library.saveStateFile(context, file, sequence, tokens, tokens.length) === 0)
      throw new LlamaError("state-refused", `the state of sequence ${sequence} could not be written`);
  }

  restoreFile(file: string, sequence: number, capacity: number): Int32Array {
    this.#requireSequence(sequence);
    requireInteger("capacity", capacity, 1, int32Maximum);
    const tokens = new Int32Array(capacity);
    const count = new BigUint64Array(1);
    const context = this.#context.idlePointer;
    if (this.#library.restoreStateFile(context, file, sequence, tokens, capacity, count) === 0)
      throw new LlamaError(
        "state-refused",
        "the state file is not one, is damaged, or does not fit this context",
      );
    return tokens.slice(0, Number(count[0]));
  }

  #requireSequence(sequence: number): void {
    requireInteger("sequence", sequence, 0, this.#sequences - 1);
  }
}
