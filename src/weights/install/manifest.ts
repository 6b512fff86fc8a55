import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { hashFile } from "../transfer/hash-file.ts";
import { manifestName, type WeightsFolder } from "./weights-folder.ts";

const fileRecord = z.object({
  /** Relative to the manifest's folder, or absolute for a user's own file. */
  path: z.string().min(1),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Milliseconds of the last change of content, and of content or attributes. */
  modified: z.number(),
  changed: z.number(),
});

const manifestSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  title: z.string(),
  /** In words. */
  source: z.string(),
  installed: z.string(),
  files: z.array(fileRecord).min(1),
  /** Present where the files were converted from other weights on this machine. */
  conversion: z.object({ type: z.string(), sourceSha256: z.string(), quantizer: z.string() }).optional(),
});

/** What is known of weights on disk. The record is what "altered" is measured against. */
export type Manifest = z.output<typeof manifestSchema>;
export type FileRecord = Manifest["files"][number];

/** Nothing where there is no manifest, or none that makes sense: both mean "not installed". */
export async function readManifest(folder: WeightsFolder): Promise<Manifest | undefined> {
  const text = await readFile(folder.manifest, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Writes the manifest into `path`, replacing an older one at once. */
export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  const file = resolve(path, manifestName);
  // Two processes may bring the record up to date at once, each with the same content.
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true });
  await rename(fresh, file);
}

/** Records a file as it is now. `sha256` spares the hashing where it is known already. */
export async function recordFile(folder: string, path: string, sha256?: string): Promise<FileRecord> {
  const absolute = resolve(folder, path);
  const { size, mtimeMs, ctimeMs } = await stat(absolute);
  return {
    path,
    bytes: size,
    sha256: sha256 ?? (await hashFile(absolute)),
    modified: mtimeMs,
    changed: ctimeMs,
  };
}
