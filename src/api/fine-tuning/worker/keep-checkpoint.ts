import { open } from "node:fs/promises";
import type { JsonObject, Repositories, StoredAdapter, TunedModel } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { randomAlphanumeric } from "../../random-text.ts";

/** Checkpoints of a job that are kept. */
const KEPT = 3;

/**
 * Copies the adapter that a job had at a step to where every server finds it. It is to be added to the store; discard
 * its blob afterwards, which does nothing where the store has come to rely on it. Undefined where the training is
 * epochs ahead of what it has told, and has let go of the file: it is too old to be kept.
 */
export async function writeAdapter(
  file: string,
  adapter: Omit<StoredAdapter, "blob">,
  { store, files }: Pick<ApiServices, "store" | "files">,
): Promise<StoredAdapter | undefined> {
  // A job that goes on makes the same adapter again, bit for bit.
  const known = await store.adapters.get(adapter.id);
  if (known !== undefined) return known;
  await using handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
  return handle && { ...adapter, blob: await files.write(handle.createReadStream({ autoClose: false })) };
}

/** In a transaction: the adapter is there under the model's name. */
export async function addModel(
  { adapters, tunedModels }: Repositories,
  { adapter, ...model }: TunedModel & { readonly adapter: StoredAdapter },
): Promise<void> {
  await adapters.add(adapter);
  await tunedModels.add({ ...model, adapterId: adapter.id });
}

/** In a transaction: the checkpoint is there, under its name, and those too old are not; gives the names of these. */
export async function keepCheckpoint(
  repositories: Repositories,
  model: TunedModel & { readonly adapter: StoredAdapter },
  about: { readonly jobId: string; readonly step: number; readonly metrics: JsonObject },
  { random }: Pick<ApiServices, "random">,
): Promise<string[]> {
  const { name, projectId, createdAt } = model;
  const id = `ftckpt_${randomAlphanumeric(random, 24)}`;
  const { checkpoints } = repositories.fineTuning;
  // Told of again after an interruption; its model may have been deleted since.
  if (!(await checkpoints.add({ id, ...about, createdAt, model: name }))) return [];
  await addModel(repositories, model);
  const gone: string[] = [];
  for (const old of await checkpoints.trim(about.jobId, KEPT)) {
    await repositories.tunedModels.delete(projectId, old.model);
    gone.push(old.model);
  }
  return gone;
}
