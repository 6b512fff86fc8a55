import { type FileHandle, open } from "node:fs/promises";
import { type GgufHeader, readGgufHeader, tensorTypes, WeightsError } from "../../weights/index.ts";
import { writeDurably } from "../checkpoint/durable-file.ts";
import { adapterWriter, weightsKey } from "./adapter-writer.ts";
import { decodeFloats, floatBytes } from "./decode-floats.ts";
import {
  type AdapterBase,
  type ImportedAdapter,
  isAlpha,
  isRank,
  refuseAdapter,
  shownName,
} from "./imported-adapter.ts";

type Tensor = GgufHeader["tensors"][number];

interface Pair {
  a?: Tensor;
  b?: Tensor;
}

/**
 * Checks a GGUF adapter that nobody has vouched for against the weights that it is to lie over, and writes what of it
 * counts as a new file: a loader that trusts files gets none but ours.
 *
 * @throws TrainerError `invalid-adapter`, `disk`
 */
export async function importGgufAdapter(
  file: string,
  base: GgufHeader & AdapterBase,
  into: string,
): Promise<ImportedAdapter> {
  const header = readHeader(file);
  const { architecture, alpha } = checkMetadata(header, base);
  const pairs = pairsOf(header.tensors);
  if (pairs.size === 0) return refuseAdapter("it changes nothing");
  const ranks = [...pairs].map(([name, pair]) => rankOf(name, pair, base));
  const writer = adapterWriter({ architecture, alpha, weightsSha256: base.sha256 });
  const handle = await open(file);
  try {
    for (const { a, b } of pairs.values()) {
      for (const tensor of [a, b]) {
        if (tensor === undefined) continue;
        const data = await readMatrix(handle, tensor, header.dataOffset);
        writer.addTensor({ name: tensor.name, type: "f32", shape: extentsOf(tensor), data });
      }
    }
  } finally {
    await handle.close();
  }
  await writeDurably(into, async (temporary) => writer.write(temporary));
  return { rank: Math.max(...ranks), alpha, matrices: pairs.size };
}

function readHeader(file: string): GgufHeader {
  try {
    return readGgufHeader(file);
  } catch (error) {
    // The error itself names the file; its cause says what is wrong with it.
    if (error instanceof WeightsError && error.cause instanceof Error)
      return refuseAdapter(error.cause.message);
    throw error;
  }
}

function checkMetadata(
  { metadata }: GgufHeader,
  base: GgufHeader & AdapterBase,
): { readonly architecture: string; readonly alpha: number } {
  const text = (key: string) => {
    const value = metadata.get(key);
    return typeof value === "string" ? value : "";
  };
  if (text("general.type") !== "adapter" || text("adapter.type") !== "lora")
    return refuseAdapter("the file is no LoRA adapter");
  const wanted = base.metadata.get("general.architecture");
  const architecture = text("general.architecture");
  if (architecture !== wanted)
    return refuseAdapter(
      `it was made for the architecture ${shownName(architecture)}, and these are ${wanted}`,
    );
  const sha256 = metadata.get(weightsKey);
  if (sha256 !== undefined && sha256 !== base.sha256)
    return refuseAdapter(`it was made for those with the checksum ${shownName(String(sha256))}`);
  if (metadata.has("adapter.alora.invocation_tokens"))
    return refuseAdapter("it wants to be switched on by tokens, which has no counterpart here");
  const alpha = metadata.get("adapter.lora.alpha");
  if (!isAlpha(alpha)) return refuseAdapter("it says no usable alpha");
  return { architecture, alpha };
}

function pairsOf(tensors: readonly Tensor[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const tensor of tensors) {
    const [, name, kind] = /^(.+)\.lora_([ab])$/.exec(tensor.name) ?? [];
    if (name === undefined) return refuseAdapter(`it changes ${shownName(tensor.name)}`);
    const pair = pairs.get(name) ?? {};
    pair[kind as "a" | "b"] = tensor;
    pairs.set(name, pair);
  }
  return pairs;
}

function rankOf(name: string, { a, b }: Pair, { tensors }: GgufHeader): number {
  const frozen = tensors.find((tensor) => tensor.name === name);
  const shown = shownName(name);
  if (frozen === undefined) return refuseAdapter(`they have no ${shown}`);
  if (frozen.dimensions.length !== 2) return refuseAdapter(`${shown} is no matrix`);
  if (a === undefined || b === undefined) return refuseAdapter(`${shown} has only one of two matrices`);
  const [[input, output], [aRow, aRows], [bRow, bRows]] = [extentsOf(frozen), extentsOf(a), extentsOf(b)];
  // Of embeddings, rows of A are looked up, so that it lies the other way round.
  const fits =
    name === "token_embd.weight"
      ? aRows === output && bRows === input && aRow === bRow
      : aRow === input && bRows === output && aRows === bRow;
  if (!fits || !isRank(bRow))
    return refuseAdapter(
      `${shown} is ${aRow} × ${aRows} and ${bRow} × ${bRows} in it, and ${input} × ${output} in the weights`,
    );
  return bRow;
}

/** @throws TrainerError for what is no matrix */
function extentsOf({ name, dimensions }: Tensor): [row: number, rows: number] {
  const [row = 0, rows = 1, ...more] = dimensions;
  if (row < 1 || rows < 1 || more.some((extent) => extent !== 1))
    return refuseAdapter(`${shownName(name)} is no matrix`);
  return [row, rows];
}

async function readMatrix(
  handle: FileHandle,
  { name, type, offset, bytes }: Tensor,
  dataOffset: number,
): Promise<Float32Array> {
  const typeName = tensorTypes.get(type)?.name ?? "";
  if (floatBytes[typeName] === undefined)
    return refuseAdapter(`${shownName(name)} has elements of type ${typeName}, which adapters do not have`);
  const content = new Uint8Array(bytes);
  const { bytesRead } = await handle.read(content, 0, bytes, dataOffset + offset);
  if (bytesRead !== bytes) return refuseAdapter("the file is cut off");
  const values = decodeFloats(content, typeName);
  if (!values.every(Number.isFinite))
    return refuseAdapter(`${shownName(name)} holds values that are not finite`);
  return values;
}
