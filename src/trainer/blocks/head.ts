import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";
import { rmsNormBackward, rmsNormForward } from "./rms-norm.ts";

export interface HeadState {
  readonly x: Tensor;
  readonly selected: Tensor;
}

/** Probabilities `[vocabulary, lossRows]` of what follows those tokens whose successor is predicted, and no others. */
export function headForward(
  build: Build,
  x: Tensor,
): { readonly probabilities: Tensor; readonly state: HeadState } {
  const { context, weights, inputs } = build;
  const selected = context.getRows(x, inputs.lossTokens);
  const normed = rmsNormForward(build, selected, weights.vector("output_norm.weight"));
  const logits = context.multiplyMatrix(weights.head.forward, normed);
  return { probabilities: context.softMax(logits, undefined, 1), state: { x, selected } };
}

/** dx from the gradient of the logits. */
export function headBackward(build: Build, { x, selected }: HeadState, logitsGradient: Tensor): Tensor {
  const { context, weights, inputs } = build;
  const normed = context.multiplyMatrix(weights.head.backward, logitsGradient);
  const rows = rmsNormBackward(build, normed, selected, weights.vector("output_norm.weight"));
  return context.getRowsBackward(rows, inputs.lossTokens, x);
}
