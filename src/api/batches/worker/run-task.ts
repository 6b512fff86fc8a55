import type { Batch, BatchStatus, JobLease } from "../../../store/index.ts";
import { holdJob } from "../../held-job.ts";
import { type BatchTask, enqueueTask, taskOf } from "../batch-jobs.ts";
import { finishBatch } from "./finish-batch.ts";
import { validateBatch } from "./validate-batch.ts";
import type { WorkerContext } from "./worker-context.ts";

const OPEN: readonly BatchStatus[] = ["validating", "in_progress"];
const ENDING: readonly BatchStatus[] = ["finalizing", "cancelling"];

/** Does what is to be done once for a batch. Never rejects. */
export async function runTask(lease: JobLease, context: WorkerContext): Promise<void> {
  await holdJob(lease, context, async (signal) => {
    const { store } = context.services;
    const task = taskOf(lease);
    const batch = await store.batches.get(lease.projectId, task.batchId);
    if (batch !== undefined) await runTaskOf(batch, task, lease, context, signal);
    // Last of all: whatever is interrupted before is taken up again, and finds what is done already.
    await store.jobs.finish(lease);
  });
}

async function runTaskOf(
  batch: Batch,
  task: BatchTask,
  lease: JobLease,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context.services;
  const { status } = batch;
  if (task.kind === "validate") {
    const begun = status === "validating" && (await validateBatch(lease, batch, task.keyId, context, signal));
    if (!begun && status !== "in_progress") await store.batches.lines.clear(batch.id);
  } else if (task.kind === "expire") {
    if (OPEN.includes(status)) await expire(lease, batch, context);
  } else {
    if (ENDING.includes(status)) await finishBatch(lease, batch, task.outcome, context);
    await store.batches.lines.clear(batch.id);
  }
}

/** Its time is over: what is done by now is put together, and the rest is not done any more. */
async function expire(lease: JobLease, batch: Batch, { services, options }: WorkerContext): Promise<void> {
  await services.store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const change = { status: "finalizing" } as const;
    const changed = await repositories.batches.change(batch.projectId, batch.id, change, OPEN);
    if (changed) await enqueueTask(repositories, batch, { kind: "finish", outcome: "expired" });
  });
  services.batches.ended(batch.id);
  services.batches.queued();
}
