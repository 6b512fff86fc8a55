/** Element types of tensors: their number in the format, and how many bytes a block of elements takes. */
export const tensorTypes = {
  f32: { number: 0, blockElements: 1, blockBytes: 4 },
  f16: { number: 1, blockElements: 1, blockBytes: 2 },
  q4_0: { number: 2, blockElements: 32, blockBytes: 18 },
  q4_1: { number: 3, blockElements: 32, blockBytes: 20 },
  q5_0: { number: 6, blockElements: 32, blockBytes: 22 },
  q5_1: { number: 7, blockElements: 32, blockBytes: 24 },
  q8_0: { number: 8, blockElements: 32, blockBytes: 34 },
  q2_k: { number: 10, blockElements: 256, blockBytes: 84 },
  q3_k: { number: 11, blockElements: 256, blockBytes: 110 },
  q4_k: { number: 12, blockElements: 256, blockBytes: 144 },
  q5_k: { number: 13, blockElements: 256, blockBytes: 176 },
  q6_k: { number: 14, blockElements: 256, blockBytes: 210 },
  i32: { number: 26, blockElements: 1, blockBytes: 4 },
  bf16: { number: 30, blockElements: 1, blockBytes: 2 },
} as const satisfies Record<string, { number: number; blockElements: number; blockBytes: number }>;

export type TensorType = keyof typeof tensorTypes;

/** Bytes of a tensor, or undefined where its rows are no whole number of blocks. */
export function tensorBytes(type: TensorType, shape: readonly number[]): number | undefined {
  const { blockElements, blockBytes } = tensorTypes[type];
  const rowLength = shape[0] ?? 1;
  if (rowLength % blockElements !== 0) return undefined;
  const elements = shape.reduce((product, extent) => product * extent, 1);
  return (elements / blockElements) * blockBytes;
}
