import type { FineTuningChange, FineTuningJob, FineTuningStatus, Repositories } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { enqueueDistillation } from "../fourone/distillations/distillation-jobs.ts";
import { trainingUsage } from "./training-usage.ts";

/** Brings a job to its last status and bills it, in the transaction of what ends it; undefined where it is in none of `from`. */
export async function endJob(
  repositories: Repositories,
  { projectId, id }: Pick<FineTuningJob, "projectId" | "id">,
  change: FineTuningChange & { readonly status: "succeeded" | "failed" | "cancelled" },
  from: readonly FineTuningStatus[],
  { clock }: Pick<ApiServices, "clock">,
): Promise<FineTuningJob | undefined> {
  const ended = await repositories.fineTuning.change(
    projectId,
    id,
    { ...change, estimatedFinish: null },
    from,
  );
  if (ended === undefined) return undefined;
  const used = trainingUsage(ended, clock.now());
  if (used !== undefined) await repositories.usage.record([used]);
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
