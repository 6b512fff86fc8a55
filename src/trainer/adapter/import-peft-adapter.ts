import { readFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate as othersFirst } from "node:timers/promises";
import { writeDurably } from "../checkpoint/durable-file.ts";
import type { DecoderShape } from "../model/model-shape.ts";
import { projectionSize, weightName } from "../model/projection.ts";
import { adapterWriter } from "./adapter-writer.ts";
import {
  type AdapterBase,
  type ImportedAdapter,
  isAlpha,
  isRank,
  refuseAdapter as refuse,
  shownName,
} from "./imported-adapter.ts";
import { placeOfPeftName, reorderedHeads, reorderRows } from "./peft-names.ts";
import { readSafetensors } from "./safetensors.ts";

/**
 * Turns an adapter that PEFT has written (`adapter_config.json` and `adapter_model.safetensors` in a
 * folder) into a GGUF file for weights of this shape.
 *
 * @throws TrainerError `invalid-adapter`, `disk`
 */
export async function importPeftAdapter(
  folder: string,
  shape: DecoderShape & Partial<AdapterBase>,
  into: string,
): Promise<ImportedAdapter> {
  const { rank, alpha } = await readConfig(path.join(folder, "adapter_config.json"));
  const file = await readFile(path.join(folder, "adapter_model.safetensors")).catch(() =>
    refuse("there is no adapter_model.safetensors"),
  );
  const writer = adapterWriter({ architecture: shape.architecture, alpha, weightsSha256: shape.sha256 });
  const seen = new Map<string, Set<"a" | "b">>();
  for (const { name, shape: found, decode } of readSafetensors(file)) {
    const place = placeOfPeftName(name);
    if (place === undefined || place.layer >= shape.layers) return refuse(`it changes ${shownName(name)}`);
    const weight = weightName(place.layer, place.projection);
    const kinds = seen.get(weight) ?? new Set();
    if (kinds.has(place.kind)) return refuse(`it changes ${weight} twice`);
    seen.set(weight, kinds.add(place.kind));
    const [input, output] = projectionSize(shape, place.projection);
    const expected = place.kind === "a" ? [rank, input] : [output, rank];
    if (found.length !== 2 || found.some((extent, index) => extent !== expected[index]))
      return refuse(
        `${shownName(name)} is ${found.slice(0, 4).join(" × ")} where these weights have ${expected.join(" × ")}`,
      );
    // A large adapter takes a second or two, in which streams go on.
    await othersFirst();
    const values = decode();
    if (!values.every(Number.isFinite)) return refuse(`${shownName(name)} holds values that are not finite`);
    const rowLength = place.kind === "a" ? input : rank;
    writer.addTensor({
      name: `${weight}.lora_${place.kind}`,
      type: "f32",
      shape: [rowLength, values.length / rowLength],
      data: reorderRows(values, rowLength, reorderedHeads(shape, place), "llama"),
    });
  }
  if (seen.size === 0) return refuse("it changes nothing");
  for (const [weight, kinds] of seen)
    if (kinds.size !== 2) return refuse(`${weight} has only one of two matrices`);
  await writeDurably(into, async (temporary) => writer.write(temporary));
  return { rank, alpha, matrices: seen.size };
}

async function readConfig(file: string): Promise<{ rank: number; alpha: number }> {
  const text = await readFile(file, "utf8").catch(() => refuse("there is no adapter_config.json"));
  let config: Record<string, unknown>;
  try {
    config = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return refuse("adapter_config.json is not JSON");
  }
  const { r: rank, lora_alpha: alpha } = config;
  if (config.peft_type !== undefined && config.peft_type !== "LORA") return refuse("it is no LoRA adapter");
  if (!isRank(rank) || !isAlpha(alpha)) return refuse("it says no usable rank and alpha");
  for (const key of ["use_dora", "fan_in_fan_out", "lora_bias"])
    if (config[key] === true) return refuse(`${key} has no counterpart here`);
  for (const key of ["rank_pattern", "alpha_pattern"]) {
    const pattern = config[key];
    if (typeof pattern === "object" && pattern !== null && Object.keys(pattern).length > 0)
      return refuse("its rank or alpha differs from layer to layer");
  }
  if (config.bias !== undefined && config.bias !== "none") return refuse("it changes biases");
  if (config.modules_to_save != null) return refuse("it replaces whole modules");
  // Rank-stabilized adapters are scaled by alpha / √rank, files here by alpha / rank.
  const scaled = config.use_rslora === true ? alpha * Math.sqrt(rank) : alpha;
  return { rank, alpha: scaled };
}
