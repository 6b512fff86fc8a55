import type { Logger } from "pino";
import { type JobLease, type Store, StoreError } from "../store/index.ts";

/** What was not finished is tried again after this long. */
const RETRY_MILLISECONDS = 2_000;

/** What a worker that holds a job stands on. */
export interface JobHolder {
  readonly services: { readonly store: Store };
  readonly log: Logger;
  readonly options: { readonly leaseMilliseconds: number };
  /** Aborted when the server stops: what is at work is left to whoever comes next. */
  readonly stopping: AbortSignal;
}

/**
 * Does a job's work while its lease is renewed. The work finishes the job itself, in the transaction that keeps what
 * came of it; otherwise the job goes back to be done again. `work`'s signal aborts when the server stops or the lease
 * is lost. Never rejects.
 */
export async function holdJob(
  lease: JobLease,
  context: JobHolder,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { services, log, options, stopping } = context;
  const { jobs } = services.store;
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const renewal = setInterval(() => {
    jobs.renew(lease, options.leaseMilliseconds).catch((error: unknown) => {
      if (isLost(error)) lost.abort(error);
      else log.warn({ err: error }, "the lease of a job could not be renewed");
    });
  }, options.leaseMilliseconds / 3);
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted && !isLost(error))
      log.error({ err: error, job: lease.id }, "a job failed; it is tried again");
    const delay = stopping.aborted ? 0 : RETRY_MILLISECONDS;
    await jobs.release(lease, delay).catch((failure: unknown) => {
      if (!isLost(failure)) log.warn({ err: failure }, "a job is left alone; its lease will end");
    });
  } finally {
    clearInterval(renewal);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.code === "lease-lost";
}
