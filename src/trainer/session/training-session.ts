import { type ComputeBackend, GraphMemory } from "../../llama/index.ts";
import { type AdapterShape, AdapterWeights } from "../adapter/adapter-weights.ts";
import type { GraphShape } from "../blocks/build.ts";
import type { TokenizedExample } from "../data/example.ts";
import { type PackedBatch, packExamples, packInOneRow } from "../data/pack-examples.ts";
import { computeGradients, computeProbabilities } from "../graph/compute-batch.ts";
import { type BetweenParts, TrainingGraph } from "../graph/training-graph.ts";
import type { ProbabilityRows } from "../loss/probability-rows.ts";
import type { BaseWeights } from "../model/base-weights.ts";

export interface SessionOptions {
  readonly weights: BaseWeights;
  readonly adapter: AdapterShape;
  /** Tokens that are computed at once. */
  readonly batchTokens: number;
  readonly recompute: boolean;
  readonly between?: BetweenParts;
}

/** Computes batches of any shape on one set of weights with one adapter, one graph in memory at a time. */
export class TrainingSession implements Disposable {
  readonly adapter: AdapterWeights;
  readonly #options: SessionOptions;
  readonly #backend: ComputeBackend;
  readonly #memory: GraphMemory;
  #graph: TrainingGraph | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#backend = options.weights.backend;
    this.adapter = new AdapterWeights(this.#backend, options.weights.shape, options.adapter);
    this.#memory = new GraphMemory(this.#backend);
  }

  get weights(): BaseWeights {
    return this.#options.weights;
  }

  pack(examples: readonly TokenizedExample[]): PackedBatch[] {
    return packExamples(examples, this.#options.batchTokens);
  }

  /** One batch of one row. @throws RangeError where the examples together are longer than a batch. */
  packTogether(examples: readonly TokenizedExample[]): PackedBatch {
    return packInOneRow(examples, this.#options.batchTokens);
  }

  /** The probabilities of a batch's learned tokens; {@link backward} may follow, once. */
  forward(batch: PackedBatch): Promise<ProbabilityRows> {
    const { vocabulary } = this.weights.shape;
    const graph = this.#graphFor(batch.shape);
    return computeProbabilities(this.#backend, graph, batch, vocabulary, this.#options.between);
  }

  /** Adds the gradients of the last batch to the adapter's. */
  async backward(gradient: ProbabilityRows): Promise<void> {
    if (this.#graph === undefined) throw new Error("nothing was computed");
    await computeGradients(this.#backend, this.#graph, gradient, this.#options.between);
  }

  [Symbol.dispose](): void {
    this.#graph?.[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
    this.adapter[Symbol.dispose]();
  }

  /**
   * The graph of exactly this shape: one with room to spare could round otherwise, and a resumed run
   * must repeat the first bit for bit.
   */
  #graphFor(shape: GraphShape): TrainingGraph {
    const known = this.#graph;
    if (known !== undefined && isSame(known.shape, shape)) return known;
    known?.[Symbol.dispose]();
    this.#graph = undefined;
    const { weights, recompute } = this.#options;
    const memory = this.#memory;
    this.#graph = new TrainingGraph({ weights, adapter: this.adapter, shape, recompute, memory });
    return this.#graph;
  }
}

function isSame(one: GraphShape, other: GraphShape): boolean {
  return one.rows === other.rows && one.length === other.length && one.lossRows === other.lossRows;
}
