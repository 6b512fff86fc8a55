import type { Batch, JobLease, NewBatchLine } from "../../../store/index.ts";
import { holdJob } from "../../held-job.ts";
import { linesTaskOf } from "../batch-jobs.ts";
import { dispatchLine } from "./dispatch-line.ts";
import { keepLine } from "./keep-line.ts";
import type { Lane } from "./lane.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Does the lines of one job that nobody has done yet. Never rejects. */
export async function runLines(lease: JobLease, lane: Lane, context: WorkerContext): Promise<void> {
  const { batchId, lines } = linesTaskOf(lease);
  using reserved = lane.reserve(lines.length);
  await holdJob(lease, context, async (signal) => {
    const { store, batches } = context.services;
    const batch = await store.batches.get(lease.projectId, batchId);
    if (batch?.status === "in_progress") {
      const open = await store.batches.lines.open(batchId, lines);
      const over = new AbortController();
      using _ = batches.onEnded(batchId, () => over.abort());
      using _watch = watchElsewhere(batch, over, context);
      const work = new LinesRun(lease, batch, over, AbortSignal.any([signal, over.signal]), context);
      const runs = open.map((line) => lane.run(work.signal, () => work.run(line)));
      reserved[Symbol.dispose]();
      const failed = (await Promise.allSettled(runs)).find(({ status }) => status === "rejected");
      if (failed?.status === "rejected" && !over.signal.aborted) throw failed.reason;
    }
    await store.jobs.finish(lease);
  });
}

/** Lets go of lines whose batch another server has ended: nobody tells this one. */
function watchElsewhere(
  { projectId, id }: Batch,
  over: AbortController,
  { services, options }: WorkerContext,
): Disposable {
  const look = async () => {
    const now = await services.store.batches.get(projectId, id);
    if (now?.status !== "in_progress") over.abort();
  };
  // While the database is away, nobody can have ended it.
  const timer = setInterval(() => void look().catch(() => {}), options.pollMilliseconds);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

class LinesRun {
  readonly signal: AbortSignal;
  readonly #lease: JobLease;
  readonly #batch: Batch;
  readonly #over: AbortController;
  readonly #context: WorkerContext;

  constructor(
    lease: JobLease,
    batch: Batch,
    over: AbortController,
    signal: AbortSignal,
    context: WorkerContext,
  ) {
    this.signal = signal;
    this.#lease = lease;
    this.#batch = batch;
    this.#over = over;
    this.#context = context;
  }

  async run(line: NewBatchLine): Promise<void> {
    const { endpoint, projectId } = this.#batch;
    const { keyId } = linesTaskOf(this.#lease);
    const dispatched = await dispatchLine(
      { ...line, endpoint, projectId, keyId },
      this.#context,
      this.signal,
    );
    const kept = await keepLine(this.#lease, this.#batch, line, dispatched, this.#context, this.signal);
    if (kept === "over") this.#over.abort();
    if (kept === "last") this.#context.services.batches.queued();
  }
}
