import { readdir, rm } from "node:fs/promises";
import type { ApiServices } from "../../api-environment.ts";

/**
 * Takes away what jobs have saved here that have ended elsewhere, or while nobody trained them: cancelled at rest, or
 * with a server that died just then. Not that of `atWork`: its training still writes there, and takes it away itself.
 */
export async function removeEndedFolders(
  { store, fineTuning }: ApiServices,
  atWork: string | undefined,
): Promise<void> {
  const found = await readdir(fineTuning.jobFolder("")).catch(() => []);
  for (const id of await store.fineTuning.ended(found.filter((name) => name !== atWork)))
    await rm(fineTuning.jobFolder(id), { recursive: true, force: true });
}
