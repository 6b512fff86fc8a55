import { setTimeout as delay } from "node:timers/promises";
import type { ServerApi } from "../server-api.ts";
import type { TuningEvent, TuningJob } from "./tuning-job.ts";
import { showTuningProgress } from "./tuning-progress.ts";

const POLL_MILLISECONDS = 1_000;
/** A server that is restarted meanwhile is waited for so long. */
const MAXIMUM_FAILED_POLLS = 300;

const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

/** Shows what a job tells until it ends; gives it as it is then. */
export async function watchJob(
  server: ServerApi,
  { id }: TuningJob,
  output: NodeJS.WriteStream,
): Promise<TuningJob> {
  const path = `/fine_tuning/jobs/${encodeURIComponent(id)}`;
  const progress = showTuningProgress(output);
  const seen = new Set<string>();
  try {
    for (let failed = 0; ; ) {
      try {
        // The job first: its last events are there when its end is.
        const job = await server.get<TuningJob>(path);
        const { data } = await server.get<{ data: TuningEvent[] }>(`${path}/events?limit=100`);
        const events = data.filter((event) => !seen.has(event.id)).reverse();
        for (const event of events) seen.add(event.id);
        progress.report(job, events);
        if (ENDED.has(job.status)) return job;
        failed = 0;
      } catch (error) {
        if (++failed > MAXIMUM_FAILED_POLLS) throw error;
      }
      await delay(POLL_MILLISECONDS);
    }
  } finally {
    progress.end();
  }
}
