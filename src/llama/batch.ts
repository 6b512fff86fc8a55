import koffi from "koffi";
import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import { NativeResource } from "./native-resource.ts";
import type { NativeBatch } from "./native-structs.ts";

/** The library knows no more, whatever the context. */
const sequencesMaximum = 256;

/**
 * Tokens for one decode. All memory is taken once, natively, so that it stays where it is while a
 * worker thread reads it:
 *
 * ```
 * sequence pointers | sequences      | tokens   | positions | sequence counts | wants logits
 * 8 bytes × n       | 4 bytes × n·m  | 4 × n    | 4 × n     | 4 × n           | 1 × n
 * ```
 */
export class Batch implements Disposable {
  readonly capacity: number;
  readonly maximumSequencesPerToken: number;
  /** For this room only: what the native library reads. */
  readonly native: NativeBatch;
  /** For this room only. */
  readonly resource: NativeResource;
  /** For this room only: how many tokens each sequence has. */
  readonly tokensOfSequences = new Uint32Array(sequencesMaximum);
  readonly #memory: ArrayBuffer;
  readonly #sequences: Int32Array;
  readonly #tokens: Int32Array;
  readonly #positions: Int32Array;
  readonly #sequenceCounts: Int32Array;
  readonly #wantsLogits: Int8Array;
  #size = 0;
  #outputs = 0;
  #largestToken = -1;
  #largestSequence = -1;

  constructor(capacity: number, maximumSequencesPerToken = 1) {
    requireInteger("batch capacity", capacity, 1, 1 << 24);
    requireInteger("sequences a token", maximumSequencesPerToken, 1, sequencesMaximum);
    this.capacity = capacity;
    this.maximumSequencesPerToken = maximumSequencesPerToken;

    const sequencesOffset = capacity * 8;
    const tokensOffset = sequencesOffset + capacity * maximumSequencesPerToken * 4;
    const positionsOffset = tokensOffset + capacity * 4;
    const countsOffset = positionsOffset + capacity * 4;
    const logitsOffset = countsOffset + capacity * 4;
    const bytes = logitsOffset + capacity;

    const address: bigint = koffi.alloc("uint8_t", bytes);
    this.#memory = koffi.view(address, bytes);
    this.resource = new NativeResource("batch", address, (pointer) => {
      // Detached, the typed arrays read as empty instead of reaching into freed memory.
      this.#memory.transfer();
      koffi.free(pointer);
    });
    this.#sequences = new Int32Array(this.#memory, sequencesOffset, capacity * maximumSequencesPerToken);
    this.#tokens = new Int32Array(this.#memory, tokensOffset, capacity);
    this.#positions = new Int32Array(this.#memory, positionsOffset, capacity);
    this.#sequenceCounts = new Int32Array(this.#memory, countsOffset, capacity);
    this.#wantsLogits = new Int8Array(this.#memory, logitsOffset, capacity);
    const sequencePointers = new BigUint64Array(this.#memory, 0, capacity);
    for (let index = 0; index < capacity; index += 1)
      sequencePointers[index] = address + BigInt(sequencesOffset + index * maximumSequencesPerToken * 4);
    this.native = {
      n_tokens: 0,
      token: address + BigInt(tokensOffset),
      embd: null,
      pos: address + BigInt(positionsOffset),
      n_seq_id: address + BigInt(countsOffset),
      seq_id: address,
      logits: address + BigInt(logitsOffset),
    };
  }

  /** Tokens added since the last `clear`. */
  get size(): number {
    return this.#size;
  }

  /** How many of them want logits. */
  get outputs(): number {
    return this.#outputs;
  }

  get largestToken(): number {
    return this.#largestToken;
  }

  get largestSequence(): number {
    return this.#largestSequence;
  }

  clear(): void {
    this.resource.idlePointer;
    this.#size = 0;
    this.#outputs = 0;
    this.#largestToken = -1;
    this.#largestSequence = -1;
    this.tokensOfSequences.fill(0);
    this.native.n_tokens = 0;
  }

  /**
   * Adds a token to one sequence, or to several at once. Positions of a sequence must go on where its
   * memory ends, without gaps.
   *
   * @returns the token's index, by which `Context.logits` finds its row.
   * @throws LlamaError `invalid-argument`, also when the batch is full.
   */
  add(token: number, position: number, sequence: number | readonly number[], wantsLogits: boolean): number {
    this.resource.idlePointer;
    const index = this.#size;
    if (index === this.capacity)
      throw new LlamaError("invalid-argument", `the batch holds ${this.capacity} tokens and is full`);
    requireInteger("token", token, 0, int32Maximum);
    requireInteger("position", position, 0, int32Maximum);
    if (typeof sequence === "number") {
      requireSequence(sequence);
      this.#setSequence(index, 0, sequence);
      this.#sequenceCounts[index] = 1;
    } else {
      requireInteger("number of sequences", sequence.length, 1, this.maximumSequencesPerToken);
      sequence.forEach(requireSequence);
      if (new Set(sequence).size < sequence.length)
        throw new LlamaError("invalid-argument", "a token can be in a sequence only once");
      for (const [place, id] of sequence.entries()) this.#setSequence(index, place, id);
      this.#sequenceCounts[index] = sequence.length;
    }
    this.#tokens[index] = token;
    this.#positions[index] = position;
    this.#wantsLogits[index] = wantsLogits ? 1 : 0;
    this.#size = index + 1;
    this.#outputs += wantsLogits ? 1 : 0;
    if (token > this.#largestToken) this.#largestToken = token;
    this.native.n_tokens = this.#size;
    return index;
  }

  #setSequence(index: number, place: number, sequence: number): void {
    this.#sequences[index * this.maximumSequencesPerToken + place] = sequence;
    this.tokensOfSequences[sequence]! += 1;
    if (sequence > this.#largestSequence) this.#largestSequence = sequence;
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }
}

function requireSequence(sequence: number): void {
  requireInteger("sequence", sequence, 0, sequencesMaximum - 1);
}
