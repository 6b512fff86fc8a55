import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { PullListener } from "../pull-event.ts";
import { hashFile } from "../transfer/hash-file.ts";
import { type FileRecord, type Manifest, writeManifest } from "./manifest.ts";

export type Inspection =
  | { readonly kind: "sound" }
  | { readonly kind: "damaged"; readonly path: string; readonly problem: string };

export interface InspectOptions {
  /** Hash every file, also where size and times are as recorded. */
  readonly full?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: PullListener | undefined;
}

type FileState = { readonly problem: string } | { readonly record: FileRecord };

async function inspectFile(path: string, record: FileRecord, options: InspectOptions): Promise<FileState> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return { problem: "it is missing" };
  if (found.size !== record.bytes)
    return { problem: `it has ${found.size} bytes instead of ${record.bytes}` };
  const untouched = found.mtimeMs === record.modified && found.ctimeMs === record.changed;
  if (untouched && !options.full) return { record };
  const sha256 = await hashFile(path, "sha256", {
    signal: options.signal,
    onProgress: (doneBytes) =>
      options.onEvent?.({
        type: "progress",
        step: "verify",
        subject: path,
        doneBytes,
        totalBytes: record.bytes,
      }),
  });
  if (sha256 !== record.sha256) return { problem: "its content changed: the SHA-256 checksum is another" };
  return { record: { ...record, modified: found.mtimeMs, changed: found.ctimeMs } };
}

/**
 * Compares files with their record: size and times always, the whole content where those differ
 * or `full` asks for it. Hashing 637 MB takes over a second, too long for every start. Content that
 * turns out unchanged is recorded with its new times.
 */
export async function inspectFiles(
  folder: string,
  manifest: Manifest,
  options: InspectOptions = {},
): Promise<Inspection> {
  const records: FileRecord[] = [];
  for (const record of manifest.files) {
    const path = resolve(folder, record.path);
    const state = await inspectFile(path, record, options);
    if ("problem" in state) return { kind: "damaged", path, problem: state.problem };
    records.push(state.record);
  }
  if (records.some((record, index) => record !== manifest.files[index])) {
    await writeManifest(folder, { ...manifest, files: records });
  }
  return { kind: "sound" };
}
