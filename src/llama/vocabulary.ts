import { LlamaError, requireInteger } from "./llama-error.ts";
import { overflowsOnLongRuns } from "./long-runs.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { NativeResource } from "./native-resource.ts";
import { tokenAttribute } from "./token-attribute.ts";
import { type TokenizeOptions, Tokenizer } from "./tokenizer.ts";

export type VocabularyKind = "none" | "spm" | "bpe" | "wpm" | "ugm" | "rwkv" | "plamo2" | "test";

const kinds: readonly VocabularyKind[] = ["none", "spm", "bpe", "wpm", "ugm", "rwkv", "plamo2", "test"];

export interface TokenText {
  readonly token: number;
  readonly text: string;
}

/** The tokens of a model. Lives as long as the model. */
export class Vocabulary {
  readonly kind: VocabularyKind;
  readonly size: number;
  readonly beginOfSequence: number | undefined;
  readonly endOfSequence: number | undefined;
  /** Whether `addSpecial` puts a begin-of-sequence token in front. */
  readonly addsBeginOfSequence: boolean;
  readonly #library: NativeLibrary;
  readonly #model: NativeResource;
  readonly #pointer: Pointer;
  readonly #tokenizer: Tokenizer;
  readonly #plainPieces: (Uint8Array | undefined)[] = [];
  readonly #specialPieces: (Uint8Array | undefined)[] = [];

  /** For this room only; the splitter is what the model calls its pre-tokenizer. */
  constructor(library: NativeLibrary, model: NativeResource, splitter: string | undefined) {
    this.#library = library;
    this.#model = model;
    this.#pointer = library.modelVocabulary(model.pointer);
    this.kind = kinds[library.vocabularyKind(this.#pointer)] ?? "none";
    this.size = library.vocabularySize(this.#pointer);
    this.beginOfSequence = existing(library.vocabularyBeginOfSequence(this.#pointer));
    this.endOfSequence = existing(library.vocabularyEndOfSequence(this.#pointer));
    this.addsBeginOfSequence = library.vocabularyAddsBeginOfSequence(this.#pointer);
    this.#tokenizer = new Tokenizer(library, {
      addsBeginOfSequence: this.addsBeginOfSequence,
      addsEndOfSequence: library.vocabularyAddsEndOfSequence(this.#pointer),
      beginOfSequence: this.beginOfSequence,
      endOfSequence: this.endOfSequence,
      overflowsOnLongRuns: this.kind === "bpe" && overflowsOnLongRuns(splitter),
    });
  }

  /** Whether the token ends an answer: end of sequence, of turn, of message. */
  isEndOfGeneration(token: number): boolean {
    return this.#library.tokenEndsGeneration(this.#pointerFor(token), token);
  }

  isControl(token: number): boolean {
    return (this.attributes(token) & tokenAttribute.control) !== 0;
  }

  /** Bits of `tokenAttribute`. */
  attributes(token: number): number {
    return this.#library.tokenAttributes(this.#pointerFor(token), token);
  }

  /** The token as the vocabulary spells it: for most tokens not the text it stands for. */
  text(token: number): string {
    return this.#library.tokenText(this.#pointerFor(token), token);
  }

  controlTokens(): TokenText[] {
    return this.#tokensWith(tokenAttribute.control);
  }

  userDefinedTokens(): TokenText[] {
    return this.#tokensWith(tokenAttribute.userDefined);
  }

  /**
   * Strings become UTF-8, lone surrogates U+FFFD. Runs of more than 10,000 letters may be split where
   * the library's own tokenizer would overflow its stack.
   *
   * @throws LlamaError `invalid-argument` from 2 GiB on.
   */
  tokenize(text: string | Uint8Array, options: TokenizeOptions): Int32Array {
    return this.#tokenizer.tokenize(this.#alive(), text, options);
  }

  /** Like `tokenize`, on another thread. A model disposed of meanwhile is freed afterwards. */
  async tokenizeAsync(text: string | Uint8Array, options: TokenizeOptions): Promise<Int32Array> {
    const pointer = this.#alive();
    this.#model.hold();
    try {
      return await this.#tokenizer.tokenizeAsync(pointer, text, options);
    } finally {
      this.#model.release();
    }
  }

  /**
   * The bytes a token adds to a text; with `special`, control tokens have theirs too. The array is
   * shared by all callers: do not write to it.
   */
  pieceBytes(token: number, { special }: { readonly special: boolean }): Uint8Array {
    const pieces = special ? this.#specialPieces : this.#plainPieces;
    const known = pieces[token];
    if (known !== undefined) return known;
    const pointer = this.#pointerFor(token);
    let buffer = Buffer.alloc(64);
    const fill = () => this.#library.tokenToPiece(pointer, token, buffer, buffer.length, 0, special);
    let length = fill();
    if (length < 0) {
      buffer = Buffer.alloc(-length);
      length = fill();
    }
    const piece = new Uint8Array(buffer.subarray(0, length));
    pieces[token] = piece;
    return piece;
  }

  /** The text of tokens; incomplete UTF-8 becomes U+FFFD. */
  detokenize(
    tokens: Int32Array | readonly number[],
    options: { readonly removeSpecial?: boolean; readonly unparseSpecial?: boolean } = {},
  ): string {
    const pointer = this.#alive();
    for (const token of tokens) this.#require(token);
    const input = Int32Array.from(tokens);
    let buffer = Buffer.alloc(input.length * 8 + 64);
    const fill = () =>
      this.#library.detokenize(
        pointer,
        input,
        input.length,
        buffer,
        buffer.length,
        options.removeSpecial ?? false,
        options.unparseSpecial ?? false,
      );
    let length = fill();
    if (length < 0) {
      buffer = Buffer.alloc(-length);
      length = fill();
    }
    return buffer.toString("utf8", 0, length);
  }

  #tokensWith(attribute: number): TokenText[] {
    const found: TokenText[] = [];
    for (let token = 0; token < this.size; token += 1) {
      if ((this.attributes(token) & attribute) !== 0) found.push({ token, text: this.text(token) });
    }
    return found;
  }

  #alive(): Pointer {
    this.#model.pointer;
    if (this.kind === "none") throw new LlamaError("invalid-argument", "this model has no vocabulary");
    return this.#pointer;
  }

  #pointerFor(token: number): Pointer {
    this.#require(token);
    return this.#alive();
  }

  #require(token: number): void {
    requireInteger("token", token, 0, this.size - 1);
  }
}

function existing(token: number): number | undefined {
  return token < 0 ? undefined : token;
}
