import type { JobLease, NewJob, Repositories } from "../../store/index.ts";

/** What is done once in a batch's life: reading its input, ending it. */
export const BATCH_QUEUE = "batches";

/** Lines wait in a queue of their model's: only servers that serve it take them. */
export const linesQueue = (model: string): string => `batch-lines/${model}`;

/** How a batch ends that has begun. */
export type BatchOutcome = "completed" | "expired" | "cancelled";

export type BatchTask =
  | {
      readonly kind: "validate" /** The API key that the batch was made with. */;
      readonly keyId?: string | undefined;
    }
  | { readonly kind: "finish"; readonly outcome: BatchOutcome }
  /** Waits until the batch's time is over. */
  | { readonly kind: "expire" };

export interface LinesTask {
  readonly batchId: string;
  readonly lines: readonly number[];
  /** The API key that the batch was made with. */ readonly keyId?: string | undefined;
}

interface BatchName {
  readonly id: string;
  readonly projectId: string;
}

/** In the transaction that makes it necessary. */
export async function enqueueTask(
  { jobs }: Repositories,
  { id, projectId }: BatchName,
  task: BatchTask,
  delayMilliseconds = 0,
): Promise<void> {
  const payload = { batchId: id, ...task };
  const name = `${id}/${task.kind}`;
  await jobs.enqueue({ id: name, projectId, queue: BATCH_QUEUE, payload, priority: 0 }, delayMilliseconds);
}

/** The payload is opaque to the store; it gives back what was put there. */
export function taskOf({ payload }: JobLease): BatchTask & { readonly batchId: string } {
  return payload as unknown as BatchTask & { batchId: string };
}

export function linesTaskOf({ payload }: JobLease): LinesTask {
  return payload as unknown as LinesTask;
}

/**
 * Lines that are done one after the other, as one job. The position in its batch is the job's priority: so batches
 * that are at work at the same time take turns, and a small one is not kept waiting by a large one before it.
 */
export function linesJob(
  { id, projectId }: BatchName,
  model: string,
  position: number,
  task: Omit<LinesTask, "batchId">,
): NewJob {
  return {
    id: `${id}/lines/${position}`,
    projectId,
    queue: linesQueue(model),
    payload: { batchId: id, ...task },
    priority: position,
  };
}
