import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

/** More than a tensor's header has in any release. */
const headerBytes = 1024;

/**
 * Ends a decode that runs on another thread. Before each operation the library asks a C function whether to end, and
 * that thread cannot wait for JavaScript. So it asks one of its own, whether a tensor is empty, of a header that lies
 * here: with no dimension zero it is not, with all of them zero it is.
 */
export class Interruption {
  readonly #header = new Uint8Array(new ArrayBuffer(headerBytes));

  attach(library: NativeLibrary, context: Pointer): void {
    this.reset();
    library.setAbortCallback(context, library.isEmptyTensor, this.#header);
  }

  request(): void {
    this.#header.fill(0);
  }

  reset(): void {
    this.#header.fill(1);
  }
}
