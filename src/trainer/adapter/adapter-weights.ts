import {
  type ComputeBackend,
  elementType,
  type Tensor,
  type TensorBuffer,
  TensorContext,
} from "../../llama/index.ts";
import type { DecoderShape } from "../model/model-shape.ts";
import { type Projection, projectionSize, projections, weightName } from "../model/projection.ts";

/**
 * The two trained matrices beside a frozen one: y = Wx + B(s·Ax), s = alpha / rank. `A` is `[input, rank]`.
 * `B` lies here as its transpose `[output, rank]`, and not as in files: so no product on either way needs
 * anything turned first. Gradients have the shapes of what they belong to.
 */
export interface LowRankPair {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly aGradient: Tensor;
  readonly bGradient: Tensor;
}

/** One trained matrix in the flat list of parameters. */
export interface AdapterTensor {
  /** As in adapter files: the frozen matrix's name and `lora_a` or `lora_b`. */
  readonly name: string;
  readonly kind: "a" | "b";
  readonly extents: readonly [number, number];
  /** Of its first element in the flat list. */
  readonly offset: number;
  readonly length: number;
}

export interface AdapterShape {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
}

export const defaultTargets: readonly Projection[] = projections;

/** Every trained matrix of an adapter, layer by layer, in the order in which parameters are kept. */
export function adapterTensors(shape: DecoderShape, adapter: AdapterShape): AdapterTensor[] {
  const tensors: AdapterTensor[] = [];
  let offset = 0;
  for (let layer = 0; layer < shape.layers; layer++) {
    for (const projection of adapter.targets) {
      const [input, output] = projectionSize(shape, projection);
      for (const kind of ["a", "b"] as const) {
        const extents = [kind === "a" ? input : output, adapter.rank] as const;
        const length = extents[0] * extents[1];
        const name = `${weightName(layer, projection)}.lora_${kind}`;
        tensors.push({ name, kind, extents, offset, length });
        offset += length;
      }
    }
  }
  return tensors;
}

export function parameterCount(tensors: readonly AdapterTensor[]): number {
  const last = tensors.at(-1);
  return last === undefined ? 0 : last.offset + last.length;
}

/** The adapter on a backend: what the graphs read, and where they add up gradients. */
export class AdapterWeights implements Disposable {
  readonly shape: AdapterShape;
  readonly tensors: readonly AdapterTensor[];
  readonly #backend: ComputeBackend;
  readonly #context: TensorContext;
  readonly #weights: TensorBuffer;
  readonly #gradientContext: TensorContext;
  readonly #gradients: TensorBuffer;
  readonly #weightOf = new Map<string, Tensor>();
  readonly #gradientOf = new Map<string, Tensor>();

  constructor(backend: ComputeBackend, decoder: DecoderShape, shape: AdapterShape) {
    this.#backend = backend;
    this.shape = shape;
    this.tensors = adapterTensors(decoder, shape);
    this.#context = new TensorContext(backend, this.tensors.length);
    this.#gradientContext = new TensorContext(backend, this.tensors.length);
    for (const { name, extents } of this.tensors) {
      this.#weightOf.set(name, this.#context.tensor(elementType.f32, extents));
      this.#gradientOf.set(name, this.#gradientContext.tensor(elementType.f32, extents));
    }
    this.#weights = this.#context.allocate();
    this.#gradients = this.#gradientContext.allocate();
    this.#weights.clear();
    this.#gradients.clear();
  }

  get scale(): number {
    return this.shape.alpha / this.shape.rank;
  }

  /** Undefined where the projection is not adapted. */
  pair(layer: number, projection: Projection): LowRankPair | undefined {
    const name = weightName(layer, projection);
    const a = this.#weightOf.get(`${name}.lora_a`);
    const b = this.#weightOf.get(`${name}.lora_b`);
    const aGradient = this.#gradientOf.get(`${name}.lora_a`);
    const bGradient = this.#gradientOf.get(`${name}.lora_b`);
    if (!a || !b || !aGradient || !bGradient) return undefined;
    return { a, b, aGradient, bGradient };
  }

  write(parameters: Float32Array): void {
    for (const { name, offset, length } of this.tensors)
      this.#backend.write(this.#weightOf.get(name)!, parameters.subarray(offset, offset + length));
  }

  /** Copies the gradients that have added up since they were cleared. */
  readGradients(into: Float32Array): void {
    for (const { name, offset, length } of this.tensors)
      this.#backend.read(this.#gradientOf.get(name)!, into.subarray(offset, offset + length));
  }

  clearGradients(): void {
    this.#gradients.clear();
  }

  [Symbol.dispose](): void {
    this.#weights[Symbol.dispose]();
    this.#gradients[Symbol.dispose]();
    this.#context[Symbol.dispose]();
    this.#gradientContext[Symbol.dispose]();
  }
}
