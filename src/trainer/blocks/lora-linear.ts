import type { Tensor } from "../../llama/index.ts";
import type { LowRankPair } from "../adapter/adapter-weights.ts";
import type { FrozenMatrix } from "../model/base-weights.ts";
import type { Projection } from "../model/projection.ts";
import { weightName } from "../model/projection.ts";
import type { Build } from "./build.ts";

/** What the way back needs of one projection's way forth. */
export interface LinearState {
  readonly matrix: FrozenMatrix;
  readonly adapted: { readonly pair: LowRankPair; readonly hidden: Tensor } | undefined;
}

/** y = Wx + b + B h with h = s·Ax. */
export function linearForward(
  { context, weights, adapter }: Build,
  layer: number,
  projection: Projection,
  x: Tensor,
): { readonly y: Tensor; readonly state: LinearState } {
  const matrix = weights.matrix(weightName(layer, projection).replace(/\.weight$/, ""));
  const product = context.multiplyMatrix(matrix.forward, x);
  const y = matrix.bias === undefined ? product : context.add(product, matrix.bias);
  const pair = adapter?.pair(layer, projection);
  if (adapter === undefined || pair === undefined) return { y, state: { matrix, adapted: undefined } };
  const hidden = context.scale(context.multiplyMatrix(pair.a, x), adapter.scale);
  const adapted = context.add(y, context.multiplyMatrix(pair.b, hidden));
  return { y: adapted, state: { matrix, adapted: { pair, hidden } } };
}

/** The transposed input of projections that share one, made when the first asks for it. */
export class TransposedInput {
  readonly #build: Build;
  readonly #x: Tensor;
  #transposed: Tensor | undefined;

  constructor(build: Build, x: Tensor) {
    this.#build = build;
    this.#x = x;
  }

  get tensor(): Tensor {
    this.#transposed ??= this.#build.context.transposed(this.#x);
    return this.#transposed;
  }
}

/**
 * With g = s·Bᵀdy: dB = dy·hᵀ, dA = g·xᵀ, dx = Wᵀdy + Aᵀg. Products run along rows in ggml, so
 * whatever is summed over tokens is transposed first; its own product for this is far slower.
 *
 * @returns dx; undefined where it is not wanted.
 */
export function linearBackward(
  build: Build,
  { matrix, adapted }: LinearState,
  input: TransposedInput,
  gradient: Tensor,
  wantsInput: boolean,
): Tensor | undefined {
  const { context, adapter } = build;
  const frozen = wantsInput ? context.multiplyMatrix(matrix.backward, gradient) : undefined;
  if (adapter === undefined || adapted === undefined) return frozen;
  const { pair, hidden } = adapted;
  const back = context.scale(context.multiplyMatrix(context.transposed(pair.b), gradient), adapter.scale);
  build.addGradient(
    pair.bGradient,
    context.multiplyMatrix(context.transposed(hidden), context.transposed(gradient)),
  );
  build.addGradient(pair.aGradient, context.multiplyMatrix(input.tensor, context.transposed(back)));
  if (frozen === undefined) return undefined;
  return context.add(frozen, context.multiplyMatrix(context.transposed(pair.a), back));
}

/** The sum of what is there. */
export function sum(build: Build, terms: readonly (Tensor | undefined)[]): Tensor | undefined {
  let total: Tensor | undefined;
  for (const term of terms) {
    if (term === undefined) continue;
    total = total === undefined ? term : build.context.add(total, term);
  }
  return total;
}
