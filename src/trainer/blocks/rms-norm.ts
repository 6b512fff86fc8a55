import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";

/** y = w · x / rms(x), over the first dimension. */
export function rmsNormForward({ context, weights }: Build, x: Tensor, weight: Tensor): Tensor {
  return context.multiply(context.rmsNorm(x, weights.shape.normEpsilon), weight);
}

/** dx from dy; the norm's weight is frozen. */
export function rmsNormBackward(
  { context, weights }: Build,
  gradient: Tensor,
  x: Tensor,
  weight: Tensor,
): Tensor {
  return context.rmsNormBackward(context.multiply(gradient, weight), x, weights.shape.normEpsilon);
}
