import { showBatchProgress } from "../batch/batch-progress.ts";
import type { ServerApi } from "../server-api.ts";
import { watchJob } from "../tune/watch-job.ts";
import { untilEnded } from "../until-ended.ts";
import { countsLine } from "./comparison-table.ts";
import type { ShownDistillation } from "./shown-distillation.ts";

/** Shows a distillation until it ends; gives it as it is then. */
export async function watchDistillation(
  server: ServerApi,
  { id }: ShownDistillation,
  output: NodeJS.WriteStream,
): Promise<ShownDistillation> {
  const get = () => server.get<ShownDistillation>(`/fourone/distillations/${encodeURIComponent(id)}`);
  const prepared = await untilEnded(async () => {
    const distillation = await get();
    return distillation.status === "preparing" ? undefined : distillation;
  });
  if (prepared.counts !== null) output.write(countsLine(prepared.counts));
  const { fine_tuning_job: job } = prepared;
  if (prepared.status === "training" && job !== null) await watchJob(server, { id: job }, output);
  return watchComparison(get, output);
}

async function watchComparison(
  get: () => Promise<ShownDistillation>,
  output: NodeJS.WriteStream,
): Promise<ShownDistillation> {
  const progress = showBatchProgress(output);
  try {
    return await untilEnded(async () => {
      const distillation = await get();
      const { status, answers } = distillation;
      // Between the end of the training and the first question there is nothing to show.
      if (status === "training") return undefined;
      if (status !== "comparing") return distillation;
      const counts = { total: answers?.total ?? 0, completed: answers?.done ?? 0, failed: 0 };
      progress.report({ status, request_counts: counts });
      return undefined;
    });
  } finally {
    progress.end();
  }
}
