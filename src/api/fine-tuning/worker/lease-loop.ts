import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { JobLease } from "../../../store/index.ts";
import type { TuningContext } from "./tuning-context.ts";

/** Does jobs of some queues, one after another, until the server stops. */
export class LeaseLoop {
  readonly #context: TuningContext;
  readonly #queues: () => readonly string[];
  readonly #work: (lease: JobLease) => Promise<void>;
  readonly #owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  #wake = Promise.withResolvers<void>();

  /** `work` never rejects. */
  constructor(
    context: TuningContext,
    queues: () => readonly string[],
    work: (lease: JobLease) => Promise<void>,
  ) {
    this.#context = context;
    this.#queues = queues;
    this.#work = work;
    context.services.fineTuning.signals.onQueued(() => this.#wake.resolve());
    context.stopping.addEventListener("abort", () => this.#wake.resolve());
  }

  async run(): Promise<void> {
    const { stopping, options, log } = this.#context;
    while (!stopping.aborted) {
      const { promise } = this.#wake;
      let lease: JobLease | undefined;
      try {
        lease = await this.#claim();
      } catch (error) {
        log.error({ err: error }, "fine-tuning jobs cannot be taken from the queue");
      }
      if (lease !== undefined) {
        await this.#work(lease);
        continue;
      }
      const poll = setTimeout(() => this.#wake.resolve(), options.pollMilliseconds).unref();
      await promise;
      clearTimeout(poll);
      this.#wake = Promise.withResolvers();
    }
  }

  async #claim(): Promise<JobLease | undefined> {
    const { services, options } = this.#context;
    const { leaseMilliseconds } = options;
    for (const queue of this.#queues()) {
      const query = { queue, owner: this.#owner, leaseMilliseconds, limit: 1 };
      const [lease] = await services.store.jobs.claim(query);
      if (lease !== undefined) return lease;
    }
    return undefined;
  }
}
