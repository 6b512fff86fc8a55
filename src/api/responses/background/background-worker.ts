import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { ApiServices } from "../../api-environment.ts";
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
  readonly #owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #runs = new Set<Promise<void>>();
  #stopping = false;
  #loop: Promise<void> | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(services: ApiServices, log: Logger, options: BackgroundWorkerOptions) {
    this.#services = services;
    this.#log = log;
    this.#options = options;
    services.background.onQueued(() => this.#wake.resolve());
  }

  start(): void {
    this.#loop ??= this.#work();
  }

  /** Takes nothing more; resolves when everything that was at work has ended or was given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake.resolve();
    await this.#loop;
    await Promise.all(this.#runs);
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const { promise } = this.#wake;
      await this.#claim();
      const poll = setTimeout(() => this.#wake.resolve(), this.#options.pollMilliseconds).unref();
      await promise;
      clearTimeout(poll);
      this.#wake = Promise.withResolvers();
    }
  }

  async #claim(): Promise<void> {
    const { maximumRunning, leaseMilliseconds } = this.#options;
    const limit = maximumRunning - this.#runs.size;
    const { running, store } = this.#services;
    if (limit <= 0 || !running.accepting) return;
    try {
      const query = { queue: BACKGROUND_QUEUE, owner: this.#owner, leaseMilliseconds, limit };
      for (const lease of await store.jobs.claim(query)) {
        const context = { services: this.#services, log: this.#log, leaseMilliseconds };
        const run = runInBackground(lease, context);
        this.#runs.add(run);
        void run.finally(() => {
          this.#runs.delete(run);
          this.#wake.resolve();
        });
      }
    } catch (error) {
      this.#log.error({ err: error }, "background responses cannot be taken from the queue");
    }
  }
}
