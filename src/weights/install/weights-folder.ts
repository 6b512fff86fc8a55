import { createHash } from "node:crypto";
import { join } from "node:path";

/**
 * Where weights lie in a home folder:
 *
 *     weights/<id>/            complete weights and their manifest, or nothing at all
 *     weights/<id>.partial/    a pull or conversion in the making
 *     weights/.locks/<id>      held by whoever is making it
 */
export interface WeightsFolder {
  readonly id: string;
  readonly path: string;
  readonly manifest: string;
  readonly partial: string;
  readonly locks: string;
  readonly lock: string;
}

export function weightsFolder(home: string, id: string): WeightsFolder {
  const all = join(home, "weights");
  const path = join(all, id);
  const locks = join(all, ".locks");
  return {
    id,
    path,
    manifest: join(path, manifestName),
    partial: `${path}.partial`,
    locks,
    lock: join(locks, id),
  };
}

export const manifestName = "manifest.json";

/**
 * Names for a model's files, by their checksums: what an interrupted pull left is then taken up
 * only while the source still offers the same. Parts of a split model share their beginning, as
 * llama.cpp wants them.
 */
export function modelFileNames(checksums: readonly string[]): readonly string[] {
  const [only] = checksums;
  const short = (hex: string) => `model-${hex.slice(0, 16)}`;
  if (only !== undefined && checksums.length === 1) return [`${short(only)}.gguf`];
  const stem = short(createHash("sha256").update(checksums.join()).digest("hex"));
  const five = (number: number) => String(number).padStart(5, "0");
  return checksums.map((_, index) => `${stem}-${five(index + 1)}-of-${five(checksums.length)}.gguf`);
}
