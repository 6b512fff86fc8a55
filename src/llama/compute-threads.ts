import { LlamaError } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

/**
 * Keeps the CPU threads of a context between decodes. Without it the library starts and ends threads
 * for every decode: with two of them and a 1.1B model on a busy machine, a token took twice as long.
 */
export class ComputeThreads {
  readonly #library: NativeLibrary;
  readonly #pools: Pointer[] = [];
  #threads = 1;

  constructor(library: NativeLibrary) {
    this.#library = library;
  }

  /** Makes at least this many threads available to a context. */
  provide(context: Pointer, threads: number): void {
    const pools = this.#library.threadPools;
    if (threads <= this.#threads || pools === undefined) return;
    const pool = pools.create(this.#library.threadPoolDefaults(threads));
    if (pool === null) throw new LlamaError("context-refused", `${threads} threads could not be started`);
    // The backend still pauses the pool it had when it first computes with another, so that one stays.
    this.#pools.push(pool);
    this.#library.attachThreadPool(context, pool, null);
    this.#threads = threads;
  }

  /** Ends the threads. The context must be gone. */
  free(): void {
    for (const pool of this.#pools.splice(0)) this.#library.threadPools?.free(pool);
  }
}
