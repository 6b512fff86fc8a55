import { readdir, rm } from "node:fs/promises";
import type { ApiServices } from "../../api-environment.ts";

/**
 * Takes away what jobs have saved here that have ended elsewhere, or while nobody trained them: cancelled at rest, or
 * with a server that died just then.
 */
export async function removeEndedFolders({ store, fineTuning }: ApiServices): Promise<void> {
  const found = await readdir(fineTuning.jobFolder("")).catch(() => []);
  for (const id of await store.fineTuning.ended(found))
    await rm(fineTuning.jobFolder(id), { recursive: true, force: true });
}
