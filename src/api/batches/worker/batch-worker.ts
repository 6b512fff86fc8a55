import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { JobLease } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { BATCH_QUEUE, linesQueue } from "../batch-jobs.ts";
import { Lane } from "./lane.ts";
import { runLines } from "./run-lines.ts";
import { runTask } from "./run-task.ts";
import type { BatchWorkerOptions, Dispatch, WorkerContext } from "./worker-context.ts";

/** Batches that are read or put together at once. */
const TASKS_AT_ONCE = 2;

/** Takes batches from the store and does them, in as many processes as there are. */
export class BatchWorker {
  readonly #context: WorkerContext;
  readonly #owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #stop = new AbortController();
  readonly #runs = new Set<Promise<void>>();
  readonly #lanes = new Map<object, Lane>();
  #tasks = 0;
  #loop: Promise<void> | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(services: ApiServices, log: Logger, options: BatchWorkerOptions, dispatch: Dispatch) {
    this.#context = { services, log, options, dispatch, stopping: this.#stop.signal };
    services.batches.onQueued(() => this.#wake.resolve());
  }

  start(): void {
    this.#loop ??= this.#work();
  }

  /** Takes nothing more and leaves what is at work to whoever comes next; resolves when it is given back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.resolve();
    await this.#loop;
    await Promise.all(this.#runs);
  }

  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const { promise } = this.#wake;
      try {
        await this.#claim();
      } catch (error) {
        this.#context.log.error({ err: error }, "batches cannot be taken from the queue");
      }
      const poll = setTimeout(() => this.#wake.resolve(), this.#context.options.pollMilliseconds).unref();
      await promise;
      clearTimeout(poll);
      this.#wake = Promise.withResolvers();
    }
  }

  async #claim(): Promise<void> {
    for (const lease of await this.#lease(BATCH_QUEUE, TASKS_AT_ONCE - this.#tasks)) {
      this.#tasks++;
      this.#run(runTask(lease, this.#context).finally(() => this.#tasks--));
    }
    for (const lane of this.#currentLanes()) await this.#feed(lane);
  }

  async #feed(lane: Lane): Promise<void> {
    let empty = 0;
    while (lane.isHungry && empty < lane.queues.length) {
      empty = 0;
      for (const queue of lane.queues) {
        const [lease] = lane.isHungry ? await this.#lease(queue, 1) : [];
        if (lease === undefined) empty++;
        else this.#run(runLines(lease, lane, this.#context));
      }
    }
  }

  async #lease(queue: string, limit: number): Promise<readonly JobLease[]> {
    const { services, options, stopping } = this.#context;
    if (limit <= 0 || stopping.aborted || !services.running.accepting) return [];
    const { leaseMilliseconds } = options;
    return services.store.jobs.claim({ queue, owner: this.#owner, leaseMilliseconds, limit });
  }

  #run(work: Promise<void>): void {
    this.#runs.add(work);
    void work.finally(() => {
      this.#runs.delete(work);
      this.#wake.resolve();
    });
  }

  /** One for each engine and embedder, whatever models it serves at the moment. */
  #currentLanes(): Lane[] {
    const { services, options } = this.#context;
    const queues = new Map<object, string[]>();
    const add = (engine: object, snapshot: string) =>
      queues.set(engine, [...(queues.get(engine) ?? []), linesQueue(snapshot)]);
    for (const { engine, snapshot } of services.models.models()) add(engine, snapshot);
    for (const { embedder, snapshot } of services.embeddings.values()) add(embedder, snapshot);
    return [...queues].map(([engine, names]) => {
      const lane = this.#lanes.get(engine) ?? new Lane(options.concurrency, () => this.#wake.resolve());
      this.#lanes.set(engine, lane);
      lane.queues = names;
      return lane;
    });
  }
}
