import type { ServerApi } from "../server-api.ts";
import { untilEnded } from "../until-ended.ts";
import type { TuningEvent, TuningJob } from "./tuning-job.ts";
import { showTuningProgress } from "./tuning-progress.ts";

const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

/** Shows what a job tells until it ends; gives it as it is then. */
export async function watchJob(
  server: ServerApi,
  { id }: Pick<TuningJob, "id">,
  output: NodeJS.WriteStream,
): Promise<TuningJob> {
  const path = `/fine_tuning/jobs/${encodeURIComponent(id)}`;
  const progress = showTuningProgress(output);
  const seen = new Set<string>();
  try {
    return await untilEnded(async () => {
      // The job first: its last events are there when its end is.
      const job = await server.get<TuningJob>(path);
      const { data } = await server.get<{ data: TuningEvent[] }>(`${path}/events?limit=100`);
      const events = data.filter((event) => !seen.has(event.id)).reverse();
      for (const event of events) seen.add(event.id);
      progress.report(job, events);
      return ENDED.has(job.status) ? job : undefined;
    });
  } finally {
    progress.end();
  }
}
