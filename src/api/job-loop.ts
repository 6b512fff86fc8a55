import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { JobLease, Store } from "../store/index.ts";

export interface JobLoopOptions {
  readonly store: Store;
  readonly log: Logger;
  /** What its jobs are called in the log. */
  readonly jobs: string;
  /** How long after the end of a process its jobs are taken up by another. */
  readonly leaseMilliseconds: number;
  /** How often it looks for jobs that other processes have queued, or left. */
  readonly pollMilliseconds: number;
}

/**
 * What every worker does: takes jobs from the store when it is woken, when one has ended and every now and then, and
 * knows those at work until they have ended.
 */
export class JobLoop {
  readonly #options: JobLoopOptions;
  readonly #owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #runs = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #repeating: Promise<void> | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(options: JobLoopOptions) {
    this.#options = options;
  }

  /** Aborted when the worker is to stop. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Jobs at work. */
  get running(): number {
    return this.#runs.size;
  }

  /** `claim` leases what there is room for, and runs it. What it throws is told to the log, and it is asked again. */
  start(claim: () => Promise<void>): void {
    this.#repeating ??= this.#repeat(claim);
  }

  /** Looks for jobs now. */
  readonly wake = (): void => this.#wake.resolve();

  async lease(queue: string, limit: number): Promise<readonly JobLease[]> {
    if (limit <= 0 || this.stopping.aborted) return [];
    const { store, leaseMilliseconds } = this.#options;
    return store.jobs.claim({ queue, owner: this.#owner, leaseMilliseconds, limit });
  }

  /** `work` never rejects. */
  run(work: Promise<void>): void {
    this.#runs.add(work);
    void work.finally(() => {
      this.#runs.delete(work);
      this.wake();
    });
  }

  /** Takes nothing more; resolves when everything that was at work has ended or was given back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#repeating;
    await Promise.all(this.#runs);
  }

  async #repeat(claim: () => Promise<void>): Promise<void> {
    const { log, jobs, pollMilliseconds } = this.#options;
    while (!this.stopping.aborted) {
      const { promise } = this.#wake;
      await claim().catch((err: unknown) => log.error({ err }, `${jobs} cannot be taken from the queue`));
      const poll = setTimeout(this.wake, pollMilliseconds).unref();
      await promise;
      clearTimeout(poll);
      this.#wake = Promise.withResolvers();
    }
  }
}
