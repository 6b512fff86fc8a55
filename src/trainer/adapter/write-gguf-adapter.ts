import type { AdapterShape, AdapterTensor } from "./adapter-weights.ts";
import { adapterWriter } from "./adapter-writer.ts";

/** An adapter apart from any backend: its matrices in one flat list. */
export interface Adapter {
  readonly architecture: string;
  /** Of the weights that it was trained on, where that is known. */
  readonly weightsSha256?: string | undefined;
  readonly shape: Pick<AdapterShape, "rank" | "alpha">;
  readonly tensors: readonly AdapterTensor[];
  readonly parameters: Float32Array;
}

/** Writes what llama.cpp loads as a LoRA adapter. Write elsewhere and rename to replace a file. */
export function writeGgufAdapter(
  file: string,
  { architecture, weightsSha256, shape, tensors, parameters }: Adapter,
): void {
  const writer = adapterWriter({ architecture, alpha: shape.alpha, weightsSha256 });
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
