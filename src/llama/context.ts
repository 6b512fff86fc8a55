import koffi from "koffi";
import type { Adapter } from "./adapter.ts";
import type { Batch } from "./batch.ts";
import { ComputeThreads } from "./compute-threads.ts";
import { type ContextOptions, contextParameters } from "./context-options.ts";
import { Interruption } from "./interruption.ts";
import { LlamaError, requireInteger } from "./llama-error.ts";
import { Memory } from "./memory.ts";
import type { Model } from "./model.ts";
import { callAsync, type Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";
import { NativeResource } from "./native-resource.ts";
import { RecurrentRollback } from "./recurrent-rollback.ts";
import { RowsView } from "./rows-view.ts";
import { SequenceState, type StateOptions } from "./sequence-state.ts";

export interface AdapterScale {
  readonly adapter: Adapter;
  readonly scale: number;
}

/**
 * Working memory on a model. One decode at a time: while an asynchronous one runs, every other call
 * throws LlamaError `busy`. Disposing of it during a decode is fine; the memory goes when that ends.
 */
export class Context implements Disposable {
  readonly model: Model;
  /** Cells of memory, after rounding. */
  readonly cells: number;
  /** Cells one sequence may fill: all of them where memory is unified. */
  readonly cellsPerSequence: number;
  readonly batchTokens: number;
  /** Tokens of one decode that may want logits. */
  readonly outputs: number;
  readonly sequences: number;
  /** Tokens recurrent layers can take back at most; 0 where the architecture cannot. */
  readonly recurrentSnapshots: number;
  readonly memory: Memory;
  /** For this room only. */
  readonly resource: NativeResource;
  readonly #library: NativeLibrary;
  readonly #state: SequenceState;
  readonly #threads: ComputeThreads;
  readonly #interruption = new Interruption();
  readonly #rollback: RecurrentRollback;
  readonly #logits: RowsView;
  #adapters: readonly Adapter[] = [];
  #rows: number;

  /** Use `Model.createContext`. */
  constructor(model: Model, options: ContextOptions) {
    const { library, log } = model.llama;
    if (!model.hasWeights)
      throw new LlamaError("invalid-argument", "a model without weights computes nothing");
    const parameters = contextParameters(library, options);
    using capture = log.capture();
    const pointer = library.createContext(model.resource.pointer, parameters);
    if (pointer === null)
      throw new LlamaError("context-refused", capture.reason("the context could not be created"));
    this.#library = library;
    this.model = model;
    this.#threads = new ComputeThreads(library);
    this.#logits = new RowsView(model.vocabulary.size);
    this.resource = new NativeResource("context", pointer, (context) => this.#free(context), model.resource);
    this.cells = library.contextCells(pointer);
    this.cellsPerSequence = library.contextCellsPerSequence(pointer);
    this.batchTokens = library.contextBatchTokens(pointer);
    this.outputs = parameters.n_outputs_max;
    this.sequences = options.sequences;
    this.recurrentSnapshots = library.contextRecurrentSnapshots(pointer);
    this.#rows = options.sequences;
    this.#rollback = new RecurrentRollback(this.recurrentSnapshots, options.sequences);
    this.#state = new SequenceState(library, this.resource, this.#rollback, options.sequences);
    const memory = library.memory(pointer);
    try {
      if (memory === null)
        throw new LlamaError("context-refused", "this model keeps no memory and cannot generate");
      this.#threads.provide(pointer, Math.max(parameters.n_threads, parameters.n_threads_batch));
      this.#interruption.attach(library, pointer);
    } catch (error) {
      this.resource[Symbol.dispose]();
      throw error;
    }
    const owner = {
      library,
      context: this.resource,
      rollback: this.#rollback,
      sequences: options.sequences,
      unified: options.unified ?? true,
      recurrent: model.isRecurrent || model.isHybrid,
    };
    this.memory = new Memory(owner, memory);
  }

  /**
   * Computes a batch on another thread. Leave the batch alone until the promise settles.
   *
   * @throws LlamaError `no-room` or `invalid-batch` with memory as before, `aborted` or `decode-failed`
   * with a part of the batch in memory, `busy`, `freed`, `invalid-argument`.
   */
  async decode(batch: Batch): Promise<void> {
    const context = this.#prepare(batch);
    this.resource.hold();
    batch.resource.hold();
    try {
      this.#finish(batch, await callAsync(this.#library.decode, context, batch.native));
      if (this.model.llama.hasAccelerator) await callAsync(this.#library.synchronize, context);
    } finally {
      batch.resource.release();
      this.resource.release();
    }
  }

  /**
   * Ends the decode that runs on another thread: it rejects with `aborted`, and what it computed is forgotten. Only
   * CPUs listen, between two operations; elsewhere it goes on to its end.
   */
  interrupt(): void {
    this.#interruption.request();
  }

  /** Like `decode`, on this thread. */
  decodeNow(batch: Batch): void {
    this.#finish(batch, this.#library.decode(this.#prepare(batch), batch.native));
  }

  /**
   * The logits after a token of the last batch: native memory, not a copy, and meant to be written to
   * where tokens are to be masked before sampling. The next decode overwrites it.
   *
   * @param batchIndex what `Batch.add` returned for a token that wants logits.
   */
  logits(batchIndex: number): Float32Array {
    const address = this.logitsAddress(batchIndex);
    const base = this.#library.logits(this.resource.pointer);
    if (base === null) throw new LlamaError("invalid-argument", "there are no logits");
    return this.#logits.row(base, this.#rows, address);
  }

  /** For this room only: where those logits lie. */
  logitsAddress(batchIndex: number): Pointer {
    requireInteger("batch index", batchIndex, 0, this.batchTokens - 1);
    const address = this.#library.logitsOfToken(this.resource.idlePointer, batchIndex);
    if (address === null)
      throw new LlamaError("invalid-argument", `token ${batchIndex} of the last batch has no logits`);
    return address;
  }

  /** The hidden state after a token of the last batch, copied. The context must be made for embeddings. */
  embeddings(batchIndex: number): Float32Array {
    requireInteger("batch index", batchIndex, 0, this.batchTokens - 1);
    const address = this.#library.embeddingsOfToken(this.resource.idlePointer, batchIndex);
    if (address === null)
      throw new LlamaError("invalid-argument", `token ${batchIndex} of the last batch has no embedding`);
    return koffi.decode(address, "float", this.model.embeddingLength);
  }

  /** Applies these adapters, and no others, from the next decode on. */
  setAdapters(adapters: readonly AdapterScale[]): void {
    const context = this.resource.idlePointer;
    for (const { adapter, scale } of adapters) {
      if (adapter.model !== this.model)
        throw new LlamaError("invalid-argument", "the adapter belongs to another model");
      if (!Number.isFinite(scale))
        throw new LlamaError("invalid-argument", `${scale} is no scale for an adapter`);
    }
    const pointers = BigUint64Array.from(adapters, ({ adapter }) => adapter.resource.pointer);
    const scales = Float32Array.from(adapters, ({ scale }) => scale);
    this.#library.setAdapters(context, pointers, adapters.length, scales);
    for (const { adapter } of adapters) adapter.resource.hold();
    this.#releaseAdapters();
    this.#adapters = adapters.map(({ adapter }) => adapter);
  }

  setThreads(threads: number, batchThreads: number): void {
    requireInteger("threads", threads, 1, 512);
    requireInteger("batchThreads", batchThreads, 1, 512);
    const context = this.resource.idlePointer;
    this.#threads.provide(context, Math.max(threads, batchThreads));
    this.#library.setThreads(context, threads, batchThreads);
  }

  /** Bytes `saveState` would give now. */
  stateSize(sequence: number, options?: StateOptions): number {
    return this.#state.size(sequence, options);
  }

  saveState(sequence: number, options?: StateOptions): Uint8Array {
    return this.#state.save(sequence, options);
  }

  /** Replaces a sequence by a saved one. @throws LlamaError `state-refused`; the sequence is then empty. */
  restoreState(sequence: number, bytes: Uint8Array, options?: StateOptions): void {
    this.#state.restore(sequence, bytes, options);
  }

  /** Writes a sequence and the tokens it stands for. @throws LlamaError `state-refused` */
  saveStateFile(file: string, sequence: number, tokens: Int32Array): void {
    this.#state.saveFile(file, sequence, tokens);
  }

  /** Reads a sequence back; gives its tokens, of which no more than `capacity` are taken. */
  restoreStateFile(file: string, sequence: number, capacity: number): Int32Array {
    return this.#state.restoreFile(file, sequence, capacity);
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }

  #prepare(batch: Batch): Pointer {
    const context = this.resource.idlePointer;
    batch.resource.idlePointer;
    requireInteger("tokens in the batch", batch.size, 1, this.batchTokens);
    requireInteger("tokens that want logits", batch.outputs, 0, this.outputs);
    requireInteger("token", batch.largestToken, 0, this.model.vocabulary.size - 1);
    requireInteger("sequence", batch.largestSequence, 0, this.sequences - 1);
    this.#interruption.reset();
    // The native side moves its rows to make room for more.
    if (batch.outputs > this.#rows) this.#logits.detach();
    return context;
  }

  #finish(batch: Batch, status: number): void {
    if (status === 0) {
      this.#rows = Math.max(this.#rows, batch.outputs);
      this.#rollback.decoded(batch.tokensOfSequences);
    } else {
      this.#rollback.forgetAll();
    }
    checkStatus(status);
  }

  #free(context: Pointer): void {
    this.#logits.detach();
    this.#library.freeContext(context);
    this.#threads.free();
    this.#releaseAdapters();
  }

  #releaseAdapters(): void {
    for (const adapter of this.#adapters) adapter.resource.release();
    this.#adapters = [];
  }
}

function checkStatus(status: number): void {
  if (status === 0) return;
  if (status === 1) throw new LlamaError("no-room", "no free cells in memory for this batch");
  if (status === 2) throw new LlamaError("aborted", "decoding was aborted");
  if (status === -1)
    throw new LlamaError("invalid-batch", "tokens, sequences or positions of the batch are inconsistent");
  throw new LlamaError("decode-failed", `decoding failed with status ${status}`);
}
