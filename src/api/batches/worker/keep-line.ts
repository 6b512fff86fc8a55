import { setTimeout as delay } from "node:timers/promises";
import {
  type Batch,
  type JobLease,
  type NewBatchLine,
  StoreError,
  type UsageRecord,
} from "../../../store/index.ts";
import { ApiError } from "../../errors/api-error.ts";
import { errorResponse } from "../../errors/error-response.ts";
import { enqueueTask } from "../batch-jobs.ts";
import type { DispatchedLine } from "./dispatch-line.ts";
import { answeredLine } from "./result-line.ts";
import type { WorkerContext } from "./worker-context.ts";

/** A full disk, or a database that is away: what is done waits for it as long as the lease holds. */
const PAUSE_MILLISECONDS = 1_000;

const PASSING: ReadonlySet<string> = new Set(["busy", "unavailable", "disk-full", "io-error", "read-only"]);

/**
 * Keeps one line's answer, what it used and stores, and that it is done, all in one transaction with the lease: whoever was too
 * slow, and whose line another does by now, keeps nothing. The last line begins the end of its batch. Lines do not wait
 * for the disk: what a loss of power takes back, it takes back whole, and the line is done again.
 */
export async function keepLine(
  lease: JobLease,
  batch: Batch,
  { line, customId }: NewBatchLine,
  dispatched: DispatchedLine,
  { services, options, log }: WorkerContext,
  signal: AbortSignal,
): Promise<"kept" | "last" | "over"> {
  let { answer, usage } = dispatched;
  for (;;) {
    const succeeded = answer.status < 400;
    const text = answeredLine(customId, answer, services.random);
    const result = { line, text, succeeded, usage: totalOf(usage.records) };
    try {
      return await services.store.transaction(async (repositories) => {
        const { jobs, batches } = repositories;
        await jobs.renew(lease, options.leaseMilliseconds);
        const now = await batches.lines.record(batch.id, result);
        if (now === undefined) return "over";
        await usage.keep(repositories);
        if (now.counts.completed + now.counts.failed < now.counts.total) return "kept";
        await batches.change(batch.projectId, batch.id, { status: "finalizing" }, ["in_progress"]);
        await enqueueTask(repositories, batch, { kind: "finish", outcome: "completed" });
        return "last";
      }, "soon");
    } catch (error) {
      if (error instanceof ApiError) {
        // What it was to store has no place any more: that is its answer then, and it has cost what it cost.
        answer = { ...answer, status: error.status, body: await errorResponse(error).text() };
        usage = usage.withoutObjects();
        continue;
      }
      if (!(error instanceof StoreError) || !PASSING.has(error.code)) throw error;
      log.warn({ err: error }, "the answer of a batch's line cannot be kept at the moment");
      await delay(PAUSE_MILLISECONDS, undefined, { signal });
    }
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
