import { createId, type JobLease, type Repositories } from "../../../store/index.ts";

export const DISTILLATION_QUEUE = "distillations";

/** `prepare`: make its files and begin its training. `compare`: when that has ended, ask the student. */
type DistillationTask = "prepare" | "compare";

/** In the transaction that makes it necessary. */
export function enqueueDistillation(
  { jobs }: Repositories,
  { id, projectId }: { readonly id: string; readonly projectId: string },
  task: DistillationTask,
): Promise<void> {
  const payload = { distillationId: id, task };
  const name = createId(`${id}/${task}`);
  return jobs.enqueue({ id: name, projectId, queue: DISTILLATION_QUEUE, payload, priority: 0 });
}

/** The payload is opaque to the store; it gives back what was put there. */
export function distillationTaskOf({ payload }: JobLease) {
  return payload as { readonly distillationId: string; readonly task: DistillationTask };
}
