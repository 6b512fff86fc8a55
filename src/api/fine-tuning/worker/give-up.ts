import type { JobLease } from "../../../store/index.ts";
import { jobIdOf } from "../job-queues.ts";
import { failJob } from "./fail-job.ts";
import type { TuningContext } from "./tuning-context.ts";

/** Far more than a server is restarted during one job. */
const MOST_ATTEMPTS = 100;

/** Fails a job that was taken up again and again: it would take server after server with it. */
export async function giveUpTooMany(lease: JobLease, { services, options }: TuningContext): Promise<void> {
  if (lease.attempt <= MOST_ATTEMPTS) return;
  const job = await services.store.fineTuning.get(lease.projectId, jobIdOf(lease));
  if (job === undefined) return;
  await services.store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const message = "The job was interrupted too often. Please try again.";
    await failJob(repositories, job, { code: "server_error", message }, services);
  });
}
