import { LlamaError } from "../llama-error.ts";
import type { Pointer } from "../native-function.ts";
import { tensorTypes } from "../tensor-type.ts";

/** Extents of the four dimensions, the contiguous one first. */
export type Shape = readonly [number, number, number, number];

/** Numbers of the element types that are computed with; weights come in any type of the format. */
export const elementType = {
  f32: tensorTypes.f32.number,
  f16: tensorTypes.f16.number,
  bf16: tensorTypes.bf16.number,
  q8_0: tensorTypes.q8_0.number,
  i32: tensorTypes.i32.number,
} as const;

/** A native tensor and what must be known of it to build on it without aborting the process. */
export interface Tensor {
  readonly pointer: Pointer;
  readonly type: number;
  readonly shape: Shape;
  /** Rows and all else lie one after the other, without gaps and in order. */
  readonly contiguous: boolean;
}

export function fullShape(extents: readonly number[]): Shape {
  const [first = 1, second = 1, third = 1, fourth = 1] = extents;
  const shape: Shape = [first, second, third, fourth];
  if (extents.length > 4 || !shape.every((extent) => Number.isSafeInteger(extent) && extent > 0))
    throw new LlamaError("invalid-argument", `${extents.join(" × ")} is no shape of a tensor`);
  return shape;
}

export function elementCount(shape: Shape): number {
  return shape[0] * shape[1] * shape[2] * shape[3];
}

/** A failed check in native code aborts the process, so everything is checked here first. */
export function requireShapes(holds: boolean, operation: string, ...tensors: readonly Tensor[]): void {
  if (holds) return;
  const shapes = tensors.map(({ shape, type }) => `${shape.join("×")} of type ${type}`).join(", ");
  throw new LlamaError("invalid-argument", `${operation} cannot take ${shapes}`);
}
