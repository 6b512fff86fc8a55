import type { Batch, BatchChange, BatchStatus, Repositories } from "../../../store/index.ts";

/** Tells the project's webhooks. */
async function publishBatchEnd(
  { webhooks }: Repositories,
  projectId: string,
  { id, status }: Pick<Batch, "id" | "status">,
): Promise<void> {
  if (status === "completed" || status === "failed" || status === "expired" || status === "cancelled") {
    await webhooks.publish(projectId, { type: `batch.${status}`, objectId: id });
  }
}

/** Brings a batch to its last status, in the transaction of what ends it; false where it is not in one of `from`. */
export async function endBatch(
  repositories: Repositories,
  { projectId, id }: Batch,
  change: BatchChange,
  from: readonly BatchStatus[],
): Promise<boolean> {
  const ended = await repositories.batches.change(projectId, id, change, from);
  if (ended === undefined) return false;
  await publishBatchEnd(repositories, projectId, ended);
  await repositories.files.release(id);
  await repositories.jobs.cancel(projectId, `${id}/expire`);
  return true;
}
