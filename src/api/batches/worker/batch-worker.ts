import type { Logger } from "pino";
import type { JobLease } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import type { Dispatch } from "../../internal-dispatch.ts";
import { JobLoop } from "../../job-loop.ts";
import { BATCH_QUEUE, linesQueue } from "../batch-jobs.ts";
import { Lane } from "./lane.ts";
import { runLines } from "./run-lines.ts";
import { runTask } from "./run-task.ts";
import type { BatchWorkerOptions, WorkerContext } from "./worker-context.ts";

/** Batches that are read or put together at once. */
const TASKS_AT_ONCE = 2;

/** Takes batches from the store and does them, in as many processes as there are. */
export class BatchWorker {
  readonly #context: WorkerContext;
  readonly #loop: JobLoop;
  readonly #lanes = new Map<object, Lane>();
  #tasks = 0;

  constructor(services: ApiServices, log: Logger, options: BatchWorkerOptions, dispatch: Dispatch) {
    this.#loop = new JobLoop({ store: services.store, log, jobs: "batches", ...options });
    this.#context = { services, log, options, dispatch, stopping: this.#loop.stopping };
    services.batches.onQueued(this.#loop.wake);
  }

  start(): void {
    this.#loop.start(() => this.#claim());
  }

  /** Takes nothing more and leaves what is at work to whoever comes next; resolves when it is given back. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #claim(): Promise<void> {
    for (const lease of await this.#lease(BATCH_QUEUE, TASKS_AT_ONCE - this.#tasks)) {
      this.#tasks++;
      this.#loop.run(runTask(lease, this.#context).finally(() => this.#tasks--));
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
        else this.#loop.run(runLines(lease, lane, this.#context));
      }
    }
  }

  async #lease(queue: string, limit: number): Promise<readonly JobLease[]> {
    return this.#context.services.running.accepting ? this.#loop.lease(queue, limit) : [];
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
      const lane = this.#lanes.get(engine) ?? new Lane(options.concurrency, this.#loop.wake);
      this.#lanes.set(engine, lane);
      lane.queues = names;
      return lane;
    });
  }
}
