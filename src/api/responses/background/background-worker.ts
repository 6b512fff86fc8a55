import type { Logger } from "pino";
import type { ApiServices } from "../../api-environment.ts";
import { JobLoop } from "../../job-loop.ts";
import { BACKGROUND_QUEUE } from "./background-job.ts";
import { runInBackground } from "./background-run.ts";

export interface BackgroundWorkerOptions {
  /** Responses at work at once; the others wait in the queue. */
  readonly maximumRunning: number;
  /** How long after the end of a process its responses are taken up by another. */
  readonly leaseMilliseconds: number;
  /** How often it looks for responses that other processes have queued, or left. */
  readonly pollMilliseconds: number;
}

export const DEFAULT_BACKGROUND: BackgroundWorkerOptions = {
  maximumRunning: 8,
  leaseMilliseconds: 15_000,
  pollMilliseconds: 2_000,
};

/** Takes background responses from the queue and makes them, a few at once. */
export class BackgroundWorker {
  readonly #services: ApiServices;
  readonly #log: Logger;
  readonly #options: BackgroundWorkerOptions;
  readonly #loop: JobLoop;

  constructor(services: ApiServices, log: Logger, options: BackgroundWorkerOptions) {
    this.#services = services;
    this.#log = log;
    this.#options = options;
    this.#loop = new JobLoop({ store: services.store, log, jobs: "background responses", ...options });
    services.background.onQueued(this.#loop.wake);
  }

  start(): void {
    this.#loop.start(() => this.#claim());
  }

  /** Takes nothing more; resolves when everything that was at work has ended or was given back. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #claim(): Promise<void> {
    const { maximumRunning, leaseMilliseconds } = this.#options;
    if (!this.#services.running.accepting) return;
    const context = { services: this.#services, log: this.#log, leaseMilliseconds };
    const leases = await this.#loop.lease(BACKGROUND_QUEUE, maximumRunning - this.#loop.running);
    for (const lease of leases) this.#loop.run(runInBackground(lease, context));
  }
}
