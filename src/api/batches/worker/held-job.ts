import { type JobLease, StoreError } from "../../../store/index.ts";
import type { WorkerContext } from "./worker-context.ts";

/** What was not finished is tried again after this long. */
const RETRY_MILLISECONDS = 2_000;

/**
 * Does a job's work while its lease is renewed. The work finishes the job itself, in the transaction that keeps what
 * came of it; otherwise the job goes back to be done again. `work`'s signal aborts when the server stops or the lease
 * is lost. Never rejects.
 */
export async function holdJob(
  lease: JobLease,
  context: WorkerContext,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { services, log, options, stopping } = context;
  const { jobs } = services.store;
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const renewal = setInterval(() => {
    jobs.renew(lease, options.leaseMilliseconds).catch((error: unknown) => {
      if (isLost(error)) lost.abort(error);
      else log.warn({ err: error }, "the lease of a batch's job could not be renewed");
    });
  }, options.leaseMilliseconds / 3);
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted && !isLost(error))
      log.error({ err: error }, "work on a batch failed; it is tried again");
    const delay = stopping.aborted ? 0 : RETRY_MILLISECONDS;
    await jobs.release(lease, delay).catch((failure: unknown) => {
      if (!isLost(failure)) log.warn({ err: failure }, "a batch's job is left alone; its lease will end");
    });
  } finally {
    clearInterval(renewal);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === "lease-lost";
}
