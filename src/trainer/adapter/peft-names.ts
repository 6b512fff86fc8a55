import type { DecoderShape } from "../model/model-shape.ts";
import { type Projection, projections } from "../model/projection.ts";

/** Where PEFT keeps a projection within a layer. */
const modules: Readonly<Record<Projection, string>> = {
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

export function peftModule(projection: Projection): string {
  return modules[projection].split(".")[1]!;
}

export function peftName(layer: number, projection: Projection, kind: "a" | "b"): string {
  return `base_model.model.model.layers.${layer}.${modules[projection]}.lora_${kind.toUpperCase()}.weight`;
}

export interface AdapterPlace {
  readonly layer: number;
  readonly projection: Projection;
  readonly kind: "a" | "b";
}

/** Undefined for what is no part of a LoRA adapter on projections. */
export function placeOfPeftName(name: string): AdapterPlace | undefined {
  const match = /\.layers\.(\d{1,4})\.((?:self_attn|mlp)\.\w+)\.lora_([AB])(?:\.default)?\.weight$/.exec(
    name,
  );
  const projection = projections.find((each) => modules[each] === match?.[2]);
  if (match === null || projection === undefined) return undefined;
  return { layer: Number(match[1]), projection, kind: match[3] === "A" ? "a" : "b" };
}

/** How many heads' rows the format of the file has in another order than PEFT; 0 where the order is the same. */
export function reorderedHeads(shape: DecoderShape, { projection, kind }: AdapterPlace): number {
  if (kind === "a" || shape.rope.pairs !== "neighbours") return 0;
  if (projection === "attn_q") return shape.heads;
  return projection === "attn_k" ? shape.keyValueHeads : 0;
}

/**
 * Row `half · 2 + pair` of a head in llama.cpp's order is row `pair · (length / 2) + half` in PEFT's: where
 * neighbours turn together, files have pairs side by side that PEFT keeps half a head apart.
 */
export function reorderRows(
  rows: Float32Array,
  rowLength: number,
  heads: number,
  to: "llama" | "peft",
): Float32Array {
  if (heads === 0) return rows;
  const reordered = new Float32Array(rows.length);
  const count = rows.length / rowLength;
  const headRows = count / heads;
  for (let row = 0; row < count; row++) {
    const [head, within] = [Math.floor(row / headRows), row % headRows];
    const peftRow = head * headRows + (within % 2) * (headRows / 2) + Math.floor(within / 2);
    const [source, target] = to === "llama" ? [peftRow, row] : [row, peftRow];
    reordered.set(rows.subarray(source * rowLength, (source + 1) * rowLength), target * rowLength);
  }
  return reordered;
}
