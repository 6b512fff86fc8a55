import { createId, type JobLease, type Repositories } from "../../store/index.ts";

/** Files are checked by any server. */
export const VALIDATION_QUEUE = "fine-tuning-files";

/** Jobs wait in a queue of their base model's: only servers that can train it take them. */
export const trainingQueue = (model: string): string => `fine-tuning/${model}`;

interface JobName {
  readonly id: string;
  readonly projectId: string;
}

/** In the transaction that makes the job. */
export function enqueueValidation({ jobs }: Repositories, { id, projectId }: JobName): Promise<void> {
  const payload = { jobId: id };
  return jobs.enqueue({ id: `${id}/files`, projectId, queue: VALIDATION_QUEUE, payload, priority: 0 });
}

/** In the transaction that makes the job wait. A job that was paused may have a turn that is just ending. */
export function enqueueTraining(
  { jobs }: Repositories,
  { id, projectId }: JobName,
  model: string,
): Promise<void> {
  const turn = createId(`${id}/training`);
  return jobs.enqueue({
    id: turn,
    projectId,
    queue: trainingQueue(model),
    payload: { jobId: id },
    priority: 0,
  });
}

/** The payload is opaque to the store; it gives back what was put there. */
export function jobIdOf({ payload }: JobLease): string {
  return (payload as { jobId: string }).jobId;
}
