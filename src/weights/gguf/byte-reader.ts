import { WeightsError } from "../weights-error.ts";

/** Bytes that can be read at any position: a file, or memory in tests. */
export interface RandomAccess {
  readonly size: number;
  /** Reads at `offset` into the buffer and returns how many bytes there were. */
  read(into: Uint8Array, offset: number): number;
}

/**
 * A GGUF header holds vocabulary and merges: about 15 MB for 250,000 tokens, more where a whole
 * tokenizer file is embedded. A header that claims to be longer than this is not read on.
 */
export const maximumHeaderBytes = 128 * 2 ** 20;

const windowBytes = 256 * 1024;
const utf8 = new TextDecoder("utf-8");

/**
 * Reads little-endian values one after the other. Never allocates more than its window or the
 * caller's stated maximum, and never goes past the end of the bytes or `maximumHeaderBytes`.
 */
export class ByteReader {
  readonly #source: RandomAccess;
  readonly #window = Buffer.allocUnsafe(windowBytes);
  #windowStart = 0;
  #windowLength = 0;
  #position = 0;

  constructor(source: RandomAccess) {
    this.#source = source;
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes of the source that were not read yet. */
  get remaining(): number {
    return this.#source.size - this.#position;
  }

  unsigned8(): number {
    return this.#window.readUInt8(this.#take(1));
  }

  signed8(): number {
    return this.#window.readInt8(this.#take(1));
  }

  unsigned16(): number {
    return this.#window.readUInt16LE(this.#take(2));
  }

  signed16(): number {
    return this.#window.readInt16LE(this.#take(2));
  }

  unsigned32(): number {
    return this.#window.readUInt32LE(this.#take(4));
  }

  signed32(): number {
    return this.#window.readInt32LE(this.#take(4));
  }

  float32(): number {
    return this.#window.readFloatLE(this.#take(4));
  }

  float64(): number {
    return this.#window.readDoubleLE(this.#take(8));
  }

  /** Rounded beyond 2^53, where nothing that matters lies. */
  unsigned64(): number {
    return Number(this.#window.readBigUInt64LE(this.#take(8)));
  }

  signed64(): number {
    return Number(this.#window.readBigInt64LE(this.#take(8)));
  }

  /** Text of `length` bytes; the caller has bounded the length. */
  text(length: number): string {
    if (length <= windowBytes) {
      const start = this.#take(length);
      return utf8.decode(this.#window.subarray(start, start + length));
    }
    const bytes = Buffer.allocUnsafe(length);
    this.#source.read(bytes, this.#advance(length));
    return utf8.decode(bytes);
  }

  skip(bytes: number): void {
    this.#advance(bytes);
  }

  /** Moves on by `bytes` and returns where they begin in the source. */
  #advance(bytes: number): number {
    if (!(bytes <= this.remaining)) {
      throw new WeightsError("truncated", `the file ends inside its header, at byte ${this.#source.size}`);
    }
    const start = this.#position;
    if (start + bytes > maximumHeaderBytes) {
      throw new WeightsError("invalid-gguf", `the header is longer than ${maximumHeaderBytes} bytes`);
    }
    this.#position += bytes;
    return start;
  }

  /** As `#advance`, and returns where the bytes lie in the window. */
  #take(bytes: number): number {
    const start = this.#advance(bytes);
    if (start < this.#windowStart || start + bytes > this.#windowStart + this.#windowLength) {
      this.#windowStart = start;
      this.#windowLength = this.#source.read(this.#window, start);
      if (this.#windowLength < bytes)
        throw new WeightsError("truncated", "the file became shorter while it was read");
    }
    return start - this.#windowStart;
  }
}
