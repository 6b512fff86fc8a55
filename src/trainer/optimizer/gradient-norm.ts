/** Length of the gradient; not finite where any part of it is not. */
export function gradientNorm(gradients: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < gradients.length; index++) sum += gradients[index]! * gradients[index]!;
  return Math.sqrt(sum);
}

/** What to multiply gradients of this length with, so that they are no longer than `maximum`. */
export function clippingFactor(norm: number, maximum: number): number {
  return norm > maximum ? maximum / norm : 1;
}
