import type { TokenList } from "../token-list.ts";

/** Where the short sequences of a growing token list occur. Each position is indexed once. */
export class NgramIndex {
  readonly tokens: TokenList;
  readonly #length: number;
  /** Positions behind an n-gram, in ascending order, by the n-gram's hash. */
  readonly #positions = new Map<number, number[]>();
  #indexed = 0;

  constructor(tokens: TokenList, length: number) {
    this.tokens = tokens;
    this.#length = length;
    this.#indexed = length;
  }

  /**
   * Positions in this list, ascending, that follow the same `length` tokens with which `text` ends.
   * Hashes may collide: compare before use.
   */
  after(text: TokenList): readonly number[] {
    this.#update();
    if (text.length < this.#length) return [];
    return this.#positions.get(this.#hash(text, text.length)) ?? [];
  }

  #update(): void {
    for (; this.#indexed < this.tokens.length; this.#indexed++) {
      const hash = this.#hash(this.tokens, this.#indexed);
      const positions = this.#positions.get(hash);
      if (positions === undefined) this.#positions.set(hash, [this.#indexed]);
      else positions.push(this.#indexed);
    }
  }

  #hash(tokens: TokenList, end: number): number {
    let hash = 0;
    for (let index = end - this.#length; index < end; index++)
      hash = (Math.imul(hash, 0x01000193) ^ tokens.at(index)) | 0;
    return hash;
  }
}
