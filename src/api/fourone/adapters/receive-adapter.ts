import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StoredFile } from "../../../store/index.ts";
import {
  type AdapterBase,
  decoderShape,
  type ImportedAdapter,
  importGgufAdapter,
  importPeftAdapter,
  TrainerError,
} from "../../../trainer/index.ts";
import { readGgufHeader } from "../../../weights/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { ApiError, invalidRequest } from "../../errors/api-error.ts";
import { fileNotFound } from "../../files/file-errors.ts";
import type { TunableWeights } from "../../fine-tuning/fine-tuning-options.ts";

/** Rank 64 in all matrices of the largest weights in the catalog takes less. */
const MAXIMUM_BYTES = 512 * 2 ** 20;
const MAXIMUM_CONFIG_BYTES = 2 ** 20;

export interface AdapterFiles {
  readonly file: string;
  /** PEFT's `adapter_config.json`. */
  readonly config?: string | null | undefined;
}

/**
 * Checks uploaded files against the weights that they are to change, and leaves a GGUF adapter at `into`. Throws an
 * `ApiError` (400, 404, 507).
 */
export async function receiveAdapter(
  { file, config }: AdapterFiles,
  { projectId, weights }: { readonly projectId: string; readonly weights: TunableWeights },
  { folder, into }: { readonly folder: string; readonly into: string },
  services: Pick<ApiServices, "store" | "files">,
): Promise<ImportedAdapter> {
  const bring = async (id: string, param: string, name: string, maximum: number) => {
    const found = await services.store.files.get(projectId, id);
    if (found === undefined) throw fileNotFound(id, param);
    if (found.bytes > maximum) throw tooLarge(param, found, maximum);
    const path = join(folder, name);
    await pipeline(Readable.from(services.files.read(found)), createWriteStream(path, { mode: 0o600 }));
    return path;
  };
  const matrices = await bring(file, "file", "adapter_model.safetensors", MAXIMUM_BYTES);
  const base: AdapterBase = { sha256: weights.sha256 };
  const header = readGgufHeader(weights.path);
  try {
    if (await isGguf(matrices)) return await importGgufAdapter(matrices, { ...header, ...base }, into);
    if (config == null) throw missingConfig();
    await bring(config, "config", "adapter_config.json", MAXIMUM_CONFIG_BYTES);
    return await importPeftAdapter(folder, { ...decoderShape(header), ...base }, into);
  } catch (error) {
    throw adapterRefusal(error, weights);
  }
}

async function isGguf(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1") === "GGUF";
  } finally {
    await handle.close();
  }
}

function tooLarge(param: string, { bytes }: StoredFile, maximum: number): ApiError {
  return invalidRequest(
    `The file has ${bytes} bytes; an adapter's may have at most ${maximum}.`,
    param,
    "file_too_large",
  );
}

function missingConfig(): ApiError {
  return invalidRequest(
    "The file is no GGUF adapter. One of PEFT (adapter_model.safetensors) needs its adapter_config.json as 'config' too.",
    "config",
    "missing_required_parameter",
  );
}

function adapterRefusal(error: unknown, { title }: TunableWeights): unknown {
  if (!(error instanceof TrainerError)) return error;
  if (error.code === "disk" || error.code === "disk-full")
    return new ApiError({
      status: 507,
      type: "server_error",
      message: "The adapter could not be stored. Whoever runs the server has to see to its disk.",
      headers: { "x-should-retry": "false" },
      cause: error,
    });
  return invalidRequest(`${error.message} They are ${title}.`, "file", "invalid_adapter");
}
