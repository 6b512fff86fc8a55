import type { Batch, Context } from "../../src/llama/index.ts";

/** Computes tokens of one sequence from a position on; gives the logits after the last, copied. */
export function computeTokens(
  context: Context,
  batch: Batch,
  sequence: number,
  tokens: ArrayLike<number>,
  from = 0,
): Float32Array {
  batch.clear();
  let last = 0;
  for (let index = 0; index < tokens.length; index += 1)
    last = batch.add(tokens[index] ?? 0, from + index, sequence, index === tokens.length - 1);
  context.decodeNow(batch);
  return context.logits(last).slice();
}

/** How far apart two rows of logits are at their worst; infinite for rows of unequal length. */
export function largestDifference(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  return left.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (right[index] ?? 0))), 0);
}
