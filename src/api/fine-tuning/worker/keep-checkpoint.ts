import { link, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { JsonObject, Repositories, TunedModel } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { randomAlphanumeric } from "../../random-text.ts";

/** Checkpoints of a job that are kept. */
const KEPT = 3;

/** Gives an adapter a place that outlasts its job's. Its content is on the disk already. */
export async function keepAdapter(
  file: string,
  jobId: string,
  step: number,
  { fineTuning }: Pick<ApiServices, "fineTuning">,
): Promise<void> {
  const kept = await fineTuning.adapterFile(jobId, step);
  await link(file, kept).catch((error: NodeJS.ErrnoException) => {
    // A job that goes on makes the same adapter again, bit for bit.
    if (error.code !== "EEXIST") throw error;
  });
  const folder = await open(dirname(kept));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** In a transaction: the checkpoint is there, under its name, and those too old are not; gives these. */
export async function keepCheckpoint(
  repositories: Repositories,
  model: TunedModel,
  metrics: JsonObject,
  { random }: Pick<ApiServices, "random">,
): Promise<TunedModel[]> {
  const { name, projectId, jobId, step, createdAt } = model;
  const id = `ftckpt_${randomAlphanumeric(random, 24)}`;
  const { checkpoints } = repositories.fineTuning;
  await checkpoints.add({ id, jobId, step, createdAt, model: name, metrics });
  await repositories.tunedModels.add(model);
  const gone: TunedModel[] = [];
  for (const old of await checkpoints.trim(jobId, KEPT)) {
    await repositories.tunedModels.delete(projectId, old.model);
    gone.push({ ...model, name: old.model, step: old.step });
  }
  return gone;
}
