import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import { cutLongRuns } from "./long-runs.ts";
import { callAsync, type Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

export interface TokenizeOptions {
  /** Add begin and end of sequence where the model is made for it. */
  readonly addSpecial: boolean;
  /**
   * Read the text of control tokens as those tokens. Without it they become plain text; user-defined
   * tokens are recognized either way.
   */
  readonly parseSpecial: boolean;
}

/** What a vocabulary's tokenizer puts around a text, and what it cannot stand. */
export interface TokenizerTraits {
  readonly addsBeginOfSequence: boolean;
  readonly addsEndOfSequence: boolean;
  readonly beginOfSequence: number | undefined;
  readonly endOfSequence: number | undefined;
  readonly overflowsOnLongRuns: boolean;
}

type Call = [Pointer, Uint8Array, number, Int32Array, number, boolean, boolean];

/** Turns text into tokens without bringing the process down, whatever the text. */
export class Tokenizer {
  readonly #library: NativeLibrary;
  readonly #overflowsOnLongRuns: boolean;
  readonly #before: readonly (number | undefined)[];
  readonly #after: readonly (number | undefined)[];

  constructor(library: NativeLibrary, traits: TokenizerTraits) {
    this.#library = library;
    this.#overflowsOnLongRuns = traits.overflowsOnLongRuns;
    this.#before = traits.addsBeginOfSequence ? [traits.beginOfSequence] : [];
    this.#after = traits.addsEndOfSequence ? [traits.endOfSequence] : [];
  }

  tokenize(vocabulary: Pointer, text: string | Uint8Array, options: TokenizeOptions): Int32Array {
    const calls = this.#calls(vocabulary, text, options);
    const parts = calls.map((call) => this.#take(call, this.#library.tokenize(...call)));
    return this.#join(parts, options);
  }

  /** The same on another thread. */
  async tokenizeAsync(
    vocabulary: Pointer,
    text: string | Uint8Array,
    options: TokenizeOptions,
  ): Promise<Int32Array> {
    const parts: Int32Array[] = [];
    for (const call of this.#calls(vocabulary, text, options))
      parts.push(this.#take(call, await callAsync(this.#library.tokenize, ...call)));
    return this.#join(parts, options);
  }

  /** The native calls for a text: one, which may add special tokens, or one for each piece of it. */
  #calls(
    vocabulary: Pointer,
    text: string | Uint8Array,
    { addSpecial, parseSpecial }: TokenizeOptions,
  ): Call[] {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    requireInteger("length of the text in bytes", bytes.length, 0, int32Maximum);
    if (addSpecial && [...this.#before, ...this.#after].includes(undefined))
      throw new LlamaError("invalid-argument", "the vocabulary lacks a special token that it asks for");
    const pieces = this.#overflowsOnLongRuns ? cutLongRuns(bytes) : [bytes];
    const isWhole = pieces.length === 1;
    return pieces.map((piece) => {
      const room = new Int32Array(piece.length + 2);
      return [vocabulary, piece, piece.length, room, room.length, addSpecial && isWhole, parseSpecial];
    });
  }

  /** The tokens a call gave. Where they were more than the room for them, which is rare, it is repeated. */
  #take([vocabulary, bytes, length, room, , addSpecial, parseSpecial]: Call, count: number): Int32Array {
    if (count >= 0) return room.subarray(0, count);
    const tokens = new Int32Array(-count);
    this.#library.tokenize(vocabulary, bytes, length, tokens, tokens.length, addSpecial, parseSpecial);
    return tokens;
  }

  #join(parts: readonly Int32Array[], { addSpecial }: TokenizeOptions): Int32Array {
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return first.slice();
    const tokens = parts.flatMap((part) => [...part]);
    return Int32Array.from(addSpecial ? [...this.#before, ...tokens, ...this.#after] : tokens, Number);
  }
}
