import type { Logger } from "pino";
import type { JobLease } from "../../../../store/index.ts";
import type { ApiServices } from "../../../api-environment.ts";
import { Lane } from "../../../batches/worker/lane.ts";
import type { BatchWorkerOptions } from "../../../batches/worker/worker-context.ts";
import { holdJob } from "../../../held-job.ts";
import type { Dispatch } from "../../../internal-dispatch.ts";
import { JobLoop } from "../../../job-loop.ts";
import { DISTILLATION_QUEUE, distillationTaskOf } from "../distillation-jobs.ts";
import { compare } from "./compare.ts";
import type { DistillationContext } from "./distillation-context.ts";
import { prepare } from "./prepare.ts";

const AT_ONCE = 4;

/** Does what belongs to distillations beside their training, which the worker of fine-tuning does. */
export class DistillationWorker {
  readonly #context: DistillationContext;
  readonly #loop: JobLoop;

  /** Students are asked as batches are, so their options hold. */
  constructor(services: ApiServices, log: Logger, options: BatchWorkerOptions, dispatch: Dispatch) {
    const { store } = services;
    this.#loop = new JobLoop({ store, log, jobs: "distillations", ...options });
    const lane = new Lane(options.concurrency, () => {});
    this.#context = { services, log, options, dispatch, lane, stopping: this.#loop.stopping };
    services.distillations.onQueued(this.#loop.wake);
  }

  start(): void {
    this.#loop.start(async () => {
      const leases = await this.#loop.lease(DISTILLATION_QUEUE, AT_ONCE - this.#loop.running);
      for (const lease of leases) this.#loop.run(runTask(lease, this.#context));
    });
  }

  /** Answers that are kept stay; the rest is left to whoever comes next. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }
}

/** Never rejects. */
async function runTask(lease: JobLease, context: DistillationContext): Promise<void> {
  await holdJob(lease, context, async (signal) => {
    const { store } = context.services;
    const { distillationId, task } = distillationTaskOf(lease);
    const distillation = await store.distillations.get(lease.projectId, distillationId);
    if (distillation !== undefined) {
      const work = task === "prepare" ? prepare : compare;
      if ((await work(lease, distillation, context, signal)) === "later") return;
    }
    // Last of all: whatever is interrupted before is taken up again, and finds what is done already.
    await store.jobs.finish(lease);
  });
}
