import { elementType, type Tensor } from "./tensor.ts";

export function isMatrix({ shape }: Tensor): boolean {
  return shape[2] === 1 && shape[3] === 1;
}

export function isFloat({ type }: Tensor): boolean {
  return type === elementType.f32;
}

export function sameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.every((extent, index) => extent === b.shape[index]);
}

export function bothContiguous(a: Tensor, b: Tensor): boolean {
  return sameShape(a, b) && isFloat(a) && isFloat(b) && a.contiguous && b.contiguous;
}

/** Whether the first, repeated along some dimensions, covers the second. */
export function repeats(small: Tensor, large: Tensor): boolean {
  return small.shape.every((extent, index) => large.shape[index]! % extent === 0);
}
