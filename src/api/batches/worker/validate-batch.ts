import type { Batch, BatchError, JobLease } from "../../../store/index.ts";
import { linesJob } from "../batch-jobs.ts";
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
  const { store, organization } = services;
  const { projectId, id } = batch;
  // What an attempt before this one has left.
  await store.batches.lines.clear(id);
  const { errors, model, lines, tokens } = await readBatchInput(batch, services, signal);
  const jobs = splitLines(lines);
  const begun = await store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const refuse = async (reasons: readonly BatchError[]) => {
      await endBatch(repositories, batch, { status: "failed", errors: reasons }, ["validating"]);
      return false;
    };
    if (errors.length > 0 || model === undefined) return refuse(errors);
    const waiting = await repositories.batches.enqueuedTokens(model);
    if (waiting + tokens > options.enqueuedTokens) {
      return refuse([tooManyTokens(model, organization, options.enqueuedTokens)]);
    }
    const change = { status: "in_progress", model, total: lines.length, enqueuedTokens: tokens } as const;
    // Cancelled or expired meanwhile: that has its own end.
    if (!(await repositories.batches.change(projectId, id, change, ["validating"]))) return false;
    for (const [position, numbers] of jobs.entries()) {
      await repositories.jobs.enqueue(linesJob(batch, model, position, { lines: numbers, keyId }));
    }
    return true;
  });
  if (begun) services.batches.queued();
  return begun;
}

function tooManyTokens(model: string, organization: string, limit: number): BatchError {
  const shown = limit.toLocaleString("en-US");
  return {
    code: "token_limit_exceeded",
    message: `Enqueued token limit reached for ${model} in organization ${organization}. Limit: ${shown} enqueued tokens. Please try again once some in_progress batches have been completed.`,
    param: null,
    line: null,
  };
}
