import type { FineTuningChange, FineTuningJob, FineTuningStatus, Repositories } from "../../store/index.ts";
import { enqueueDistillation } from "../fourone/distillations/distillation-jobs.ts";

/** Brings a job to its last status, in the transaction of what ends it; undefined where it is in none of `from`. */
export async function endJob(
  repositories: Repositories,
  { projectId, id }: Pick<FineTuningJob, "projectId" | "id">,
  change: FineTuningChange & { readonly status: "succeeded" | "failed" | "cancelled" },
  from: readonly FineTuningStatus[],
): Promise<FineTuningJob | undefined> {
  const ended = await repositories.fineTuning.change(
    projectId,
    id,
    { ...change, estimatedFinish: null },
    from,
  );
  if (ended === undefined) return undefined;
  await repositories.files.release(id);
  await repositories.webhooks.publish(projectId, {
    type: `fine_tuning.job.${change.status}`,
    objectId: id,
  });
  const { distillationId } = ended.request;
  if (distillationId !== undefined) {
    await enqueueDistillation(repositories, { id: distillationId, projectId }, "compare");
  }
  return ended;
}
