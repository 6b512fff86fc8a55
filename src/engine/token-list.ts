/** An append-only list of token ids. Grows by doubling, so that a million tokens cost four megabytes. */
export class TokenList {
  #tokens: Int32Array;
  #length: number;

  /** An `Int32Array` is shared until the first append, not copied: leave it as it is. */
  constructor(tokens: ArrayLike<number> = []) {
    this.#tokens = tokens instanceof Int32Array ? tokens : Int32Array.from(tokens);
    this.#length = tokens.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The token at `index`, which must be inside the list. */
  at(index: number): number {
    return this.#tokens[index]!;
  }

  append(token: number): void {
    if (this.#length === this.#tokens.length) {
      const grown = new Int32Array(Math.max(64, this.#length * 2));
      grown.set(this.#tokens);
      this.#tokens = grown;
    }
    this.#tokens[this.#length++] = token;
  }

  /** A view, not a copy; valid until the next append. */
  slice(from: number, to: number = this.#length): Int32Array {
    return this.#tokens.subarray(from, Math.min(to, this.#length));
  }

  /** Length of the prefix that both lists share, at most `limit`, given that `from` tokens are known to agree. */
  commonPrefix(other: TokenList, limit: number, from = 0): number {
    const end = Math.min(this.#length, other.#length, limit);
    let index = from;
    while (index < end && this.#tokens[index] === other.#tokens[index]) index++;
    return index;
  }
}
