import { GgufWriter } from "../../llama/index.ts";
import type { AdapterShape, AdapterTensor } from "./adapter-weights.ts";

/** An adapter apart from any backend: its matrices in one flat list. */
export interface Adapter {
  readonly architecture: string;
  readonly shape: Pick<AdapterShape, "rank" | "alpha">;
  readonly tensors: readonly AdapterTensor[];
  readonly parameters: Float32Array;
}

/** Writes what llama.cpp loads as a LoRA adapter. Write elsewhere and rename to replace a file. */
export function writeGgufAdapter(file: string, { architecture, shape, tensors, parameters }: Adapter): void {
  const writer = new GgufWriter()
    .setMetadata("general.type", { type: "string", value: "adapter" })
    .setMetadata("general.architecture", { type: "string", value: architecture })
    .setMetadata("adapter.type", { type: "string", value: "lora" })
    .setMetadata("adapter.lora.alpha", { type: "float32", value: shape.alpha });
  for (const { name, kind, extents, offset, length } of tensors) {
    const data = parameters.subarray(offset, offset + length);
    const [rowLength, rows] = extents;
    if (kind === "a") writer.addTensor({ name, type: "f32", shape: extents, data });
    else writer.addTensor({ name, type: "f32", shape: [rows, rowLength], data: transposed(data, rowLength) });
  }
  writer.write(file);
}

function transposed(values: Float32Array, rowLength: number): Float32Array {
  const rows = values.length / rowLength;
  return Float32Array.from(values, (_, at) => values[(at % rows) * rowLength + Math.floor(at / rows)]!);
}
