import { type RandomBytes, randomAlphanumeric } from "../random-text.ts";

/** Sizes of streamed events are rounded up to a multiple of this, so that they tell less of the text. */
const BLOCK_BYTES = 16;

/** Random letters kept at hand: asking the system for a few bytes per token would cost more than the rest. */
const POOL_LENGTH = 4096;

/** Draws the random letters that hide the true size of streamed events. */
export class Obfuscation {
  readonly #random: RandomBytes;
  #pool = "";
  #position = 0;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  /** As many letters as `length` lacks to a multiple of 16, possibly none. */
  padding(length: number): string {
    const missing = (BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES;
    if (this.#position + missing > this.#pool.length) {
      this.#pool = randomAlphanumeric(this.#random, POOL_LENGTH);
      this.#position = 0;
    }
    const letters = this.#pool.slice(this.#position, this.#position + missing);
    this.#position += missing;
    return letters;
  }
}
