import koffi from "koffi";
import type { Pointer } from "./native-function.ts";

/**
 * A window on rows of numbers in native memory. Making one costs about 10 µs and weighs on the garbage
 * collector as much as the memory it shows, so one is kept as long as the memory stays where it is.
 */
export class RowsView {
  readonly #rowLength: number;
  #base: Pointer | undefined;
  #memory = new ArrayBuffer(0);

  constructor(rowLength: number) {
    this.#rowLength = rowLength;
  }

  /** The row at an address, given where all rows begin and how many the native side has room for. */
  row(base: Pointer, rows: number, address: Pointer): Float32Array {
    const bytes = rows * this.#rowLength * Float32Array.BYTES_PER_ELEMENT;
    if (this.#base !== base || this.#memory.byteLength !== bytes) {
      this.detach();
      this.#base = base;
      this.#memory = koffi.view(base, bytes);
    }
    return new Float32Array(this.#memory, Number(address - base), this.#rowLength);
  }

  /** Makes every row handed out so far read as empty: the memory behind it goes or moves. */
  detach(): void {
    if (this.#base === undefined) return;
    this.#base = undefined;
    this.#memory.transfer();
  }
}
