import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { readGgufHeader } from "../../weights/index.ts";
import { writeDurably } from "../checkpoint/durable-file.ts";
import type { DecoderShape } from "../model/model-shape.ts";
import { projections, weightName } from "../model/projection.ts";
import { TrainerError } from "../trainer-error.ts";
import { peftModule, peftName, reorderedHeads, reorderRows } from "./peft-names.ts";
import { type SafeTensor, writeSafetensors } from "./safetensors.ts";

/**
 * Writes a GGUF adapter of f32 matrices as PEFT has it: a folder with `adapter_config.json` and
 * `adapter_model.safetensors`.
 *
 * @throws TrainerError `invalid-adapter`, `disk`
 */
export async function exportPeftAdapter(
  file: string,
  shape: DecoderShape,
  baseModel: string,
  folder: string,
): Promise<void> {
  const { metadata, tensors, dataOffset } = readGgufHeader(file);
  const alpha = metadata.get("adapter.lora.alpha");
  if (typeof alpha !== "number") throw new TrainerError("invalid-adapter", "The file is no LoRA adapter.");
  const bytes = await readFile(file);
  const exported: SafeTensor[] = [];
  const modules = new Set<string>();
  let rank = 0;
  for (let layer = 0; layer < shape.layers; layer++) {
    for (const projection of projections) {
      for (const kind of ["a", "b"] as const) {
        const tensor = tensors.find(({ name }) => name === `${weightName(layer, projection)}.lora_${kind}`);
        if (tensor === undefined) continue;
        if (tensor.type !== 0)
          throw new TrainerError("invalid-adapter", "Only f32 adapters can be exported.");
        const [rowLength = 1, rows = 1] = tensor.dimensions;
        if (kind === "a") rank = rows;
        const from = dataOffset + tensor.offset;
        const values = new Float32Array(new Uint8Array(bytes.subarray(from, from + tensor.bytes)).buffer);
        const heads = reorderedHeads(shape, { layer, projection, kind });
        exported.push({
          name: peftName(layer, projection, kind),
          shape: [rows, rowLength],
          values: reorderRows(values, rowLength, heads, "peft"),
        });
        modules.add(peftModule(projection));
      }
    }
  }
  if (exported.length !== tensors.length)
    throw new TrainerError(
      "invalid-adapter",
      "The adapter changes more than projections, which PEFT has no names for.",
    );
  const config = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: baseModel,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    target_modules: [...modules],
  };
  await mkdir(folder, { recursive: true });
  await writeDurably(path.join(folder, "adapter_model.safetensors"), (temporary) =>
    writeFile(temporary, writeSafetensors(exported)),
  );
  await writeDurably(path.join(folder, "adapter_config.json"), (temporary) =>
    writeFile(temporary, JSON.stringify(config, undefined, 2)),
  );
}
