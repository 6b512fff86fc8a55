import type { DecoderShape } from "./model-shape.ts";

/** The matrices of a layer that adapters change, in the order of adapter files. */
export const projections = [
  "attn_q",
  "attn_k",
  "attn_v",
  "attn_output",
  "ffn_gate",
  "ffn_up",
  "ffn_down",
] as const;

export type Projection = (typeof projections)[number];

/** Elements that go in and come out of a projection. */
export function projectionSize(shape: DecoderShape, projection: Projection): [input: number, output: number] {
  const { width, feedForward, headLength } = shape;
  const queries = shape.heads * headLength;
  const keys = shape.keyValueHeads * headLength;
  switch (projection) {
    case "attn_q":
      return [width, queries];
    case "attn_k":
    case "attn_v":
      return [width, keys];
    case "attn_output":
      return [queries, width];
    case "ffn_gate":
    case "ffn_up":
      return [width, feedForward];
    case "ffn_down":
      return [feedForward, width];
  }
}

export function weightName(layer: number, projection: Projection): string {
  return `blk.${layer}.${projection}.weight`;
}
