import type { Logger } from "pino";
import type { ApiServices } from "../../api-environment.ts";
import { trainingQueue, VALIDATION_QUEUE } from "../job-queues.ts";
import { LeaseLoop } from "./lease-loop.ts";
import { train } from "./train.ts";
import { validateFiles } from "./validate-files.ts";

const DEFAULTS = { leaseMilliseconds: 15_000, pollMilliseconds: 2_000 };

/** Takes fine-tuning jobs from the store: checks the files of one and trains another, one of each at a time. */
export class FineTuningWorker {
  readonly #loops: readonly LeaseLoop[];
  readonly #stop = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(services: ApiServices, log: Logger) {
    const { fineTuning } = services;
    if (fineTuning.options === undefined) {
      this.#loops = [];
      return;
    }
    const options = { ...DEFAULTS, ...fineTuning.options };
    const context = { services, log, options, stopping: this.#stop.signal };
    this.#loops = [
      new LeaseLoop(
        context,
        () => [VALIDATION_QUEUE],
        (lease) => validateFiles(lease, context),
      ),
      new LeaseLoop(
        context,
        () => fineTuning.snapshots().map(trainingQueue),
        (lease) => train(lease, context),
      ),
    ];
  }

  start(): void {
    this.#running ??= Promise.all(this.#loops.map((loop) => loop.run()));
  }

  /** Ends the training process; the job goes on from its last saved state wherever it is taken up. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
