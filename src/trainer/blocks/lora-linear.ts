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
  const adapted = context.add(y, context.outerProduct(pair.b, context.flipped(hidden)));
  return { y: adapted, state: { matrix, adapted: { pair, hidden } } };
}

/**
 * With g = s·Bᵀdy: dB = dy·hᵀ, dA = g·xᵀ, dx = Wᵀdy + Aᵀg. What is summed over tokens or over the rank is
 * an outer product, in which long rows are the first: transposing them for a product along rows took longer
 * than both products together.
 *
 * @returns dx; undefined where it is not wanted.
 */
export function linearBackward(
  build: Build,
  { matrix, adapted }: LinearState,
  input: Tensor,
  gradient: Tensor,
  wantsInput: boolean,
): Tensor | undefined {
  const { context, adapter } = build;
  const frozen = wantsInput ? context.multiplyMatrix(matrix.backward, gradient) : undefined;
  if (adapter === undefined || adapted === undefined) return frozen;
  const { pair, hidden } = adapted;
  const back = context.scale(context.multiplyMatrix(pair.b, gradient), adapter.scale);
  build.addGradient(pair.bGradient, context.outerProduct(gradient, hidden));
  build.addGradient(pair.aGradient, context.outerProduct(input, back));
  if (frozen === undefined) return undefined;
  return context.add(frozen, context.outerProduct(pair.a, context.flipped(back)));
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
