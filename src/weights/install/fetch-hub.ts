import { join } from "node:path";
import { hubFiles } from "../sources/hub-files.ts";
import type { WeightsSource } from "../sources/weights-source.ts";
import { requireFreeBytes } from "../transfer/disk-space.ts";
import { downloadFile } from "../transfer/download-file.ts";
import { retryNetwork } from "../transfer/retry-network.ts";
import type { FetchOptions } from "./fetch-options.ts";
import { type FileRecord, recordFile } from "./manifest.ts";
import { bytesIn, keepOnly } from "./partial-folder.ts";
import { modelFileNames } from "./weights-folder.ts";

/** Brings a model's file, or all parts of a split one, from Hugging Face into `folder`. */
export async function fetchFromHub(
  source: Extract<WeightsSource, { kind: "hugging-face" }>,
  folder: string,
  options: FetchOptions,
): Promise<readonly FileRecord[]> {
  const remotes = await retryNetwork(options, () => hubFiles(source, options));
  const names = modelFileNames(remotes.map(({ digest }) => digest.hex));
  await keepOnly(folder, new Set(names.flatMap((name) => [name, `${name}.partial`])));
  const total = remotes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const needed = total + options.reserveBytes - (await bytesIn(folder));
  await requireFreeBytes("the pull", folder, needed, options.freeBytes);

  const records: FileRecord[] = [];
  for (const [index, remote] of remotes.entries()) {
    const name = names[index] as string;
    await downloadFile(remote, join(folder, name), options);
    records.push(await recordFile(folder, name, remote.digest.hex));
  }
  return records;
}
