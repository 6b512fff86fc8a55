import { existsSync } from "node:fs";
import { readGgufHeader } from "../gguf/gguf-header.ts";
import type { PullListener } from "../pull-event.ts";
import { hashFile } from "../transfer/hash-file.ts";
import { WeightsError } from "../weights-error.ts";
import { type FileRecord, recordFile } from "./manifest.ts";

/** The file itself, or all parts of the split file it begins. */
function partsOf(path: string): readonly string[] {
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i.exec(path);
  if (!match) return [path];
  const [, stem, , count = "1"] = match;
  const number = (index: number) => String(index + 1).padStart(5, "0");
  return Array.from({ length: Number(count) }, (_, index) => `${stem}-${number(index)}-of-${count}.gguf`);
}

/** Records a user's own file where it lies: nothing is copied, and the checksum is taken once. */
export async function adoptFile(
  path: string,
  options: { readonly signal: AbortSignal; readonly onEvent: PullListener },
): Promise<readonly FileRecord[]> {
  const parts = partsOf(path);
  const missing = parts.find((part) => !existsSync(part));
  if (missing) throw new WeightsError("not-found", `there is no file ${missing}`);
  const records: FileRecord[] = [];
  for (const part of parts) {
    readGgufHeader(part);
    // Times first: a change during the hashing then shows at the next look.
    const seen = await recordFile("/", part, "");
    const sha256 = await hashFile(part, "sha256", {
      signal: options.signal,
      onProgress: (doneBytes) =>
        options.onEvent({
          type: "progress",
          step: "verify",
          subject: part,
          doneBytes,
          totalBytes: seen.bytes,
        }),
    });
    records.push({ ...seen, sha256 });
  }
  return records;
}
