import koffi from "koffi";
import { Batch } from "./batch.ts";
import { ComputeThreads } from "./compute-threads.ts";
import { contextParameters } from "./context-options.ts";
import { LlamaError, requireInteger } from "./llama-error.ts";
import type { Model } from "./model.ts";
import { callAsync, type Pointer } from "./native-function.ts";
import { NativeResource } from "./native-resource.ts";

export interface EmbeddingContextOptions {
  /** Tokens of all sequences that are computed at once; no sequence may be longer. */
  readonly batchTokens: number;
  /** Sequences that are computed at once. */
  readonly sequences: number;
  readonly threads: number;
  readonly flashAttention?: "auto" | "on" | "off";
}

/** The library's numbers for the ways in which the tokens of a sequence make one vector. */
const VECTOR_POOLINGS: ReadonlySet<number> = new Set([1, 2, 3]);

/** Makes one vector of each sequence, as the weights' file says: of the mean, of the first or of the last token. */
export class EmbeddingContext implements Disposable {
  readonly batchTokens: number;
  readonly sequences: number;
  /** Numbers of a vector. */
  readonly dimensions: number;
  readonly #model: Model;
  readonly #resource: NativeResource;
  readonly #batch: Batch;
  readonly #threads: ComputeThreads;

  /** Use `Model.createEmbeddingContext`. */
  constructor(model: Model, options: EmbeddingContextOptions) {
    const { library, log } = model.llama;
    const { batchTokens, sequences } = options;
    const parameters = contextParameters(library, {
      ...options,
      cells: batchTokens,
      // A vector is made of what one pass computes, so a pass must hold whole sequences.
      microBatchTokens: batchTokens,
      keyType: "f16",
      valueType: "f16",
      embeddings: true,
    });
    using capture = log.capture();
    const pointer = library.createContext(model.resource.pointer, parameters);
    if (pointer === null)
      throw new LlamaError("context-refused", capture.reason("the context could not be created"));
    this.#model = model;
    this.#threads = new ComputeThreads(library);
    this.#resource = new NativeResource(
      "embedding context",
      pointer,
      (context) => this.#free(context),
      model.resource,
    );
    this.#batch = new Batch(batchTokens);
    this.batchTokens = batchTokens;
    this.sequences = sequences;
    this.dimensions = library.modelOutputEmbeddingLength(model.resource.pointer);
    try {
      if (!VECTOR_POOLINGS.has(library.contextPooling(pointer)))
        throw new LlamaError("context-refused", "these weights are not made for embeddings");
      this.#threads.provide(pointer, options.threads);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Gives the vector of each sequence of tokens, as the weights make it: not normalized. Computes on another thread;
   * one call at a time.
   *
   * @throws LlamaError `busy`, `freed`, `decode-failed`, `invalid-argument` where they are too many together.
   */
  async embed(sequences: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const { library } = this.#model.llama;
    const context = this.#resource.idlePointer;
    this.#fill(sequences);
    this.#resource.hold();
    this.#batch.resource.hold();
    try {
      const memory = library.memory(context);
      if (memory !== null) library.memoryClear(memory, false);
      const status = await callAsync(library.decode, context, this.#batch.native);
      if (status !== 0) throw new LlamaError("decode-failed", `embedding failed with status ${status}`);
      library.synchronize(context);
      return sequences.map((_, sequence) => this.#vector(context, sequence));
    } finally {
      this.#batch.resource.release();
      this.#resource.release();
    }
  }

  #fill(sequences: readonly ArrayLike<number>[]): void {
    requireInteger("sequences", sequences.length, 1, this.sequences);
    const batch = this.#batch;
    batch.clear();
    for (const [sequence, tokens] of sequences.entries()) {
      requireInteger("tokens of a sequence", tokens.length, 1, this.batchTokens);
      for (let position = 0; position < tokens.length; position += 1)
        batch.add(tokens[position] ?? 0, position, sequence, true);
    }
    requireInteger("token", batch.largestToken, 0, this.#model.vocabulary.size - 1);
  }

  #vector(context: Pointer, sequence: number): Float32Array {
    const address = this.#model.llama.library.embeddingsOfSequence(context, sequence);
    if (address === null) throw new LlamaError("decode-failed", `sequence ${sequence} has no embedding`);
    return koffi.decode(address, "float", this.dimensions);
  }

  #free(context: Pointer): void {
    this.#model.llama.library.freeContext(context);
    this.#threads.free();
  }

  [Symbol.dispose](): void {
    this.#resource[Symbol.dispose]();
    this.#batch[Symbol.dispose]();
  }
}
