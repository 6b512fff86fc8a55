import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncPath } from "../transfer/durable.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import { keepOnly } from "./partial-folder.ts";
import type { WeightsFolder } from "./weights-folder.ts";

/**
 * Turns the partial folder into the installed one in a single rename, with everything on the
 * platter before: at no moment is there a folder of that name that is not complete. Its files must
 * have been synced already.
 */
export async function commitFolder(folder: WeightsFolder, manifest: Manifest): Promise<void> {
  await keepOnly(folder.partial, new Set(manifest.files.map(({ path }) => path)));
  await writeManifest(folder.partial, manifest);
  await syncPath(folder.partial);
  await rm(folder.path, { recursive: true, force: true });
  await rename(folder.partial, folder.path);
  await syncPath(dirname(folder.path));
}
