import {
  type ComputeBackend,
  elementType,
  type Graph,
  GraphMemory,
  type Tensor,
  type TensorBuffer,
  TensorContext,
} from "../../llama/index.ts";
import type { AdapterWeights } from "../adapter/adapter-weights.ts";
import type { Build, GraphInputs, GraphShape } from "../blocks/build.ts";
import { embeddingForward } from "../blocks/embedding.ts";
import { headBackward, headForward } from "../blocks/head.ts";
import { type LayerState, layerBackward, layerForward } from "../blocks/layer.ts";
import type { BaseWeights } from "../model/base-weights.ts";

export interface TrainingGraphOptions {
  readonly weights: BaseWeights;
  /** Undefined: the base weights alone, only forwards. */
  readonly adapter: AdapterWeights | undefined;
  readonly shape: GraphShape;
  /** Compute every layer again on the way back, instead of keeping what it computed. */
  readonly recompute: boolean;
  /** Leave the way back out. */
  readonly forwardOnly?: boolean;
  /** Where results lie; the graph that had it before is not used any more. Its own by default. */
  readonly memory?: GraphMemory;
}

/** Nodes that a layer adds, both ways and once more where it is computed again; counted, with room to spare. */
const NODES_PER_LAYER = 420;
const OTHER_NODES = 256;

/** Called between the parts of a computation, each a layer or so long. */
export type BetweenParts = () => Promise<void>;

/**
 * One static graph for batches of one shape. Both ways share one allocation, in which results lie in
 * the same place where their use does not overlap: hence one way back for each way forth. In between,
 * whoever computes the loss reads the probabilities and writes the gradient of the logits over them.
 */
export class TrainingGraph implements Disposable {
  readonly shape: GraphShape;
  readonly inputs: GraphInputs;
  /** `[vocabulary, lossRows]` */
  readonly probabilities: Tensor;
  readonly bytes: number;
  readonly #backend: ComputeBackend;
  readonly #owned: Disposable[] = [];
  readonly #forward: Graph[] = [];
  readonly #backward: Graph[] = [];
  #canGoBack = false;

  constructor(options: TrainingGraphOptions) {
    const { weights, adapter, shape, recompute, forwardOnly = false } = options;
    const { backend } = weights;
    const { layers } = weights.shape;
    this.#backend = backend;
    this.shape = shape;
    const nodes = layers * NODES_PER_LAYER + OTHER_NODES;
    // The parts hold every node once more, with a little room each.
    const context = new TensorContext(backend, nodes * 2, [
      nodes,
      nodes,
      ...new Array(layers * 2 + 8).fill(64),
    ]);
    this.#owned.push(context);
    const { inputs, buffer } = createInputs(backend, shape);
    this.inputs = inputs.tensors;
    this.#owned.push(inputs.context, buffer);

    const graph = context.graph(nodes);
    const build: Build = {
      context,
      weights,
      adapter,
      shape,
      inputs: this.inputs,
      addGradient: (into, gradient) => graph.expand(context.addInPlace(into, gradient)),
    };
    const boundaries: (() => void)[] = [];
    const step = (parts: Graph[], emit: () => Tensor | undefined): Tensor | undefined => {
      const from = graph.size;
      const tensor = emit();
      if (tensor !== undefined) graph.expand(tensor);
      const to = graph.size;
      if (to > from) boundaries.push(() => parts.push(graph.part(from, to)));
      return tensor;
    };
    let x = step(this.#forward, () => embeddingForward(build))!;
    const layerInputs: Tensor[] = [];
    const states: LayerState[] = [];
    for (let layer = 0; layer < layers; layer++) {
      layerInputs.push(x);
      x = step(this.#forward, () => {
        const { y, state } = layerForward(build, layer, x);
        states.push(state);
        return y;
      })!;
    }
    const head = headForward(build, x);
    this.probabilities = head.probabilities;
    step(this.#forward, () => head.probabilities);
    context.markOutput(head.probabilities);

    if (!forwardOnly) {
      let gradient = step(this.#backward, () => headBackward(build, head.state, head.probabilities));
      for (let layer = layers - 1; layer >= 0; layer--) {
        const above = gradient!;
        gradient = step(this.#backward, () => {
          const state = recompute ? layerForward(build, layer, layerInputs[layer]!).state : states[layer]!;
          return layerBackward(build, layer, state, above);
        });
      }
    }
    graph.requireSupported();
    const memory = options.memory ?? new GraphMemory(backend);
    if (options.memory === undefined) this.#owned.push(memory);
    memory.give(graph);
    this.bytes = memory.bytes + buffer.bytes;
    for (const cut of boundaries) cut();
  }

  /** From the inputs to the probabilities. */
  async forward(between?: BetweenParts): Promise<void> {
    await this.#run(this.#forward, between);
    this.#canGoBack = true;
  }

  /** From the logits' gradient, which lies where the probabilities were, to the adapter's gradients. */
  async backward(between?: BetweenParts): Promise<void> {
    if (!this.#canGoBack || this.#backward.length === 0) throw new Error("there is no way back from here");
    this.#canGoBack = false;
    await this.#run(this.#backward, between);
  }

  async #run(parts: readonly Graph[], between: BetweenParts | undefined): Promise<void> {
    for (const part of parts) {
      await between?.();
      await this.#backend.compute(part);
    }
  }

  [Symbol.dispose](): void {
    for (const each of this.#owned.splice(0).reverse()) each[Symbol.dispose]();
  }
}

/** Inputs live apart from the graph's results, so that nothing is computed over them. */
function createInputs(
  backend: ComputeBackend,
  { rows, length, lossRows }: GraphShape,
): { inputs: { tensors: GraphInputs; context: TensorContext }; buffer: TensorBuffer } {
  const context = new TensorContext(backend, 4);
  const tensors: GraphInputs = {
    tokens: context.tensor(elementType.i32, [rows * length]),
    positions: context.tensor(elementType.i32, [rows * length]),
    mask: context.tensor(elementType.f32, [length, length, 1, rows]),
    lossTokens: context.tensor(elementType.i32, [lossRows]),
  };
  return { inputs: { tensors, context }, buffer: context.allocate() };
}
