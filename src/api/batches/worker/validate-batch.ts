import type { Batch, BatchError, JobLease } from "../../../store/index.ts";
import { limitedName } from "../../access/model-access.ts";
import { linesJob } from "../batch-jobs.ts";
import { admitBatch, fitsTheQueue } from "./admit-batch.ts";
import { batchModel } from "./batch-model.ts";
import { endBatch } from "./end-batch.ts";
import { readBatchInput } from "./read-batch-input.ts";
import { splitLines } from "./split-lines.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Reads the input of a new batch, and either refuses it or puts its lines where workers find them; says which. */
export async function validateBatch(
  lease: JobLease,
  batch: Batch,
  keyId: string | undefined,
  { services, options }: WorkerContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, organization, rateLimiter } = services;
  const { projectId, id } = batch;
  // What an attempt before this one has left.
  await store.batches.lines.clear(id);
  const { errors, model, lines, tokens } = await readBatchInput(batch, services, signal);
  const served = model === undefined ? undefined : batchModel(batch.endpoint, model, services);
  const refusal = served && (await admitBatch(batch, keyId, served, services));
  const limits = served && (await rateLimiter.limitsOf(projectId, limitedName(served)));
  const begun = await store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const refuse = async (reasons: readonly BatchError[]) => {
      await endBatch(repositories, batch, { status: "failed", errors: reasons }, ["validating"]);
      return false;
    };
    if (errors.length > 0 || served === undefined) return refuse(errors);
    if (refusal !== undefined) return refuse([refusal]);
    const overflow = await fitsTheQueue(repositories, batch, served, {
      tokens,
      organization,
      limit: options.enqueuedTokens,
      projectLimit: limits?.batchTokensPerDay,
    });
    if (overflow !== undefined) return refuse([overflow]);
    const total = lines.length;
    const change = { status: "in_progress", model: served.snapshot, total, enqueuedTokens: tokens } as const;
    // Cancelled or expired meanwhile: that has its own end.
    if (!(await repositories.batches.change(projectId, id, change, ["validating"]))) return false;
    for (const [position, numbers] of splitLines(lines).entries()) {
      const job = linesJob(batch, served.snapshot, position, { lines: numbers, keyId });
      await repositories.jobs.enqueue(job);
    }
    return true;
  });
  if (begun) services.batches.queued();
  return begun;
}
