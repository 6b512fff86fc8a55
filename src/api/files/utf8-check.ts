import { isUtf8 } from "node:buffer";

/** Tells, a piece at a time, whether bytes are UTF-8. */
export class Utf8Check {
  /** The beginning of a character whose rest is in the next piece. */
  #rest: Uint8Array = new Uint8Array(0);
  #valid = true;

  add(piece: Uint8Array): void {
    if (!this.#valid) return;
    const bytes = this.#rest.byteLength === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const end = bytes.byteLength - unfinishedBytes(bytes);
    this.#valid = isUtf8(bytes.subarray(0, end));
    this.#rest = bytes.slice(end);
  }

  /** To be asked after the last piece. */
  get valid(): boolean {
    return this.#valid && this.#rest.byteLength === 0;
  }
}

/** How many bytes at the end begin a character that is longer than they are. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back++) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    // A continuation; the character begins further back.
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
