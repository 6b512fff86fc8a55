import type { Logger } from "pino";
import type { JobLease } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { JobLoop } from "../../job-loop.ts";
import { jobIdOf, trainingQueue, VALIDATION_QUEUE } from "../job-queues.ts";
import { removeEndedFolders } from "./job-folders.ts";
import { train } from "./train.ts";
import { validateFiles } from "./validate-files.ts";

const DEFAULTS = { leaseMilliseconds: 15_000, pollMilliseconds: 2_000 };

/**
 * Takes fine-tuning jobs from the store: checks the files of one and trains another, one of each at a time. Meanwhile it
 * follows which tuned models there are: other servers make and delete some, too.
 */
export class FineTuningWorker {
  readonly #services: ApiServices;
  readonly #log: Logger;
  readonly #loops: JobLoop[] = [];
  /** The job that is trained here. */
  #atWork: string | undefined;

  constructor(services: ApiServices, log: Logger) {
    this.#services = services;
    this.#log = log;
  }

  start(): void {
    const { fineTuning, store } = this.#services;
    if (fineTuning.options === undefined || this.#loops.length > 0) return;
    const options = { ...DEFAULTS, ...fineTuning.options };
    const context = { services: this.#services, log: this.#log, options };
    const startLoop = (
      queues: () => readonly string[],
      work: (lease: JobLease, stopping: AbortSignal) => Promise<void>,
    ) => {
      const loop = new JobLoop({ store, log: this.#log, jobs: "fine-tuning jobs", ...options });
      fineTuning.signals.onQueued(loop.wake);
      loop.start(() => takeOne(loop, queues(), (lease) => work(lease, loop.stopping)));
      this.#loops.push(loop);
    };
    const models = new JobLoop({ store, log: this.#log, jobs: "tuned models", ...options });
    models.start(() => this.#follow());
    this.#loops.push(models);
    startLoop(
      () => [VALIDATION_QUEUE],
      (lease, stopping) => validateFiles(lease, { ...context, stopping }),
    );
    startLoop(
      () => fineTuning.snapshots().map(trainingQueue),
      async (lease, stopping) => {
        this.#atWork = jobIdOf(lease);
        try {
          await train(lease, { ...context, stopping });
        } finally {
          this.#atWork = undefined;
        }
      },
    );
  }

  async #follow(): Promise<void> {
    try {
      await this.#services.fineTuning.refresh();
      await removeEndedFolders(this.#services, this.#atWork);
    } catch (err) {
      this.#log.error({ err }, "tuned models cannot be followed");
    }
  }

  /** Ends the training process; the job goes on from its last saved state wherever it is taken up. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }
}

async function takeOne(
  loop: JobLoop,
  queues: readonly string[],
  work: (lease: JobLease) => Promise<void>,
): Promise<void> {
  if (loop.running > 0) return;
  for (const queue of queues) {
    const [lease] = await loop.lease(queue, 1);
    if (lease !== undefined) return loop.run(work(lease));
  }
}
