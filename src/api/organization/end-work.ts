import type { Page, PageQuery, Repositories } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { cancelJob } from "../fine-tuning/steer-job.ts";
import { endDistillation } from "../fourone/distillations/cancel-distillation.ts";

interface Work {
  readonly id: string;
  readonly finishedAt: number | undefined;
}

/**
 * In the transaction that archives a project: cancels what it still tunes and distils, which nobody could stop any
 * more. Its batches are refused line by line. Gives what to do after the transaction, to tell who is at work.
 */
export async function endWork(
  projectId: string,
  repositories: Repositories,
  { clock, random, distillations, fineTuning }: ApiServices,
): Promise<() => void> {
  const services = { clock, random };
  const distilled = await unfinished((query) => repositories.distillations.list(projectId, query));
  const tuned = await unfinished((query) => repositories.fineTuning.list(projectId, query));
  for (const { id } of distilled) await endDistillation(repositories, { projectId, id }, services);
  for (const job of tuned) await cancelJob(repositories, job, services);
  return () => {
    for (const { id } of distilled) distillations.ended(id);
    for (const { id } of tuned) fineTuning.signals.ended(id);
  };
}

async function unfinished<Each extends Work>(
  list: (query: PageQuery) => Promise<Page<Each>>,
): Promise<readonly Each[]> {
  const found: Each[] = [];
  for (let after: string | undefined; ; ) {
    const { data, hasMore } = await list({ limit: 100, order: "asc", after });
    found.push(...data.filter(({ finishedAt }) => finishedAt === undefined));
    after = data.at(-1)?.id;
    if (!hasMore) return found;
  }
}
