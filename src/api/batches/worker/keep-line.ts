import type { Batch, JobLease, NewBatchLine, UsageRecord } from "../../../store/index.ts";
import { ApiError } from "../../errors/api-error.ts";
import { errorResponse } from "../../errors/error-response.ts";
import type { InternalAnswer } from "../../internal-request.ts";
import { keepTrying } from "../../keep-trying.ts";
import { enqueueTask } from "../batch-jobs.ts";
import { answeredLine } from "./result-line.ts";
import type { WorkerContext } from "./worker-context.ts";

/**
 * Keeps one line's answer, what it used and stores, and that it is done, all in one transaction with the lease: whoever was too
 * slow, and whose line another does by now, keeps nothing. The last line begins the end of its batch. Lines do not wait
 * for the disk: what a loss of power takes back, it takes back whole, and the line is done again.
 */
export async function keepLine(
  lease: JobLease,
  batch: Batch,
  { line, customId }: NewBatchLine,
  dispatched: InternalAnswer,
  { services, options, log }: WorkerContext,
  signal: AbortSignal,
): Promise<"kept" | "last" | "over"> {
  const keep = (answer: InternalAnswer) => {
    const succeeded = answer.status < 400;
    const text = answeredLine(customId, answer, services.random);
    const result = { line, text, succeeded, usage: totalOf(answer.usage.records) };
    return services.store.transaction(async (repositories) => {
      const { jobs, batches } = repositories;
      await jobs.renew(lease, options.leaseMilliseconds);
      const now = await batches.lines.record(batch.id, result);
      if (now === undefined) return "over";
      await answer.usage.keep(repositories);
      if (now.counts.completed + now.counts.failed < now.counts.total) return "kept";
      await batches.change(batch.projectId, batch.id, { status: "finalizing" }, ["in_progress"]);
      await enqueueTask(repositories, batch, { kind: "finish", outcome: "completed" });
      return "last";
    }, "soon");
  };
  const waiting = { log, what: "the answer of a batch's line", signal };
  try {
    return await keepTrying(() => keep(dispatched), waiting);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // What it was to store has no place any more: that is its answer then, and it has cost what it cost.
    const body = await errorResponse(error).text();
    const usage = dispatched.usage.withoutObjects();
    return keepTrying(() => keep({ ...dispatched, status: error.status, body, usage }), waiting);
  }
}

function totalOf(records: readonly UsageRecord[]) {
  const total = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  for (const { inputTokens, cachedTokens, outputTokens } of records) {
    total.inputTokens += inputTokens;
    total.cachedTokens += cachedTokens;
    total.outputTokens += outputTokens;
  }
  return total;
}
