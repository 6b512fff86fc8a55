import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FineTuningJob, JobLease } from "../../../store/index.ts";
import { type TrainingFile, type TrainingJob, TrainingRun } from "../../../trainer/index.ts";
import { holdJob } from "../../held-job.ts";
import { keepTrying } from "../../keep-trying.ts";
import type { TunableWeights } from "../fine-tuning-options.ts";
import { jobIdOf } from "../job-queues.ts";
import { messageEvent } from "../told-events.ts";
import { giveUpTooMany } from "./give-up.ts";
import { TrainingReport } from "./training-report.ts";
import type { TuningContext } from "./tuning-context.ts";

const RANK = 16;
const ALPHA = 32;

/** How often a training learns whether requests are at work. */
const YIELD_MILLISECONDS = 100;

/** Trains a job from wherever it stands, until it ends or is paused. Never rejects. */
export async function train(lease: JobLease, context: TuningContext): Promise<void> {
  const { store, fineTuning } = context.services;
  const id = jobIdOf(lease);
  await holdJob(lease, context, async (signal) => {
    await giveUpTooMany(lease, context);
    if (await begin(lease, context)) {
      const begun = await store.fineTuning.get(lease.projectId, id);
      if (begun !== undefined) await runTraining(begun, lease, context, signal);
    }
    const job = await store.fineTuning.get(lease.projectId, id);
    // What a paused job has saved stays for when it is resumed, which it may be by now.
    if (job?.finishedAt !== undefined) await rm(fineTuning.jobFolder(id), { recursive: true, force: true });
    await store.jobs.finish(lease);
  });
}

/** False where the job is not to be trained (any more). */
function begin(lease: JobLease, { services, options }: TuningContext): Promise<boolean> {
  const id = jobIdOf(lease);
  return services.store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const from = ["queued", "running"] as const;
    const changed = await repositories.fineTuning.change(lease.projectId, id, { status: "running" }, from);
    if (changed === undefined) return false;
    const told = messageEvent("started", "Fine-tuning job started");
    await repositories.fineTuning.events.add(told(id, services));
    return true;
  });
}

/** Resolves when the job has ended, or nobody wants it to go on. Rejects where it is to be taken up again. */
async function runTraining(
  job: FineTuningJob,
  lease: JobLease,
  context: TuningContext,
  signal: AbortSignal,
): Promise<void> {
  const { services, options, log } = context;
  const { fineTuning, running } = services;
  const trainable = fineTuning.trainable(job.request.model);
  if (trainable === undefined)
    throw new Error("The weights of the job's model are not on this server any more.");
  const { sha256, title } = trainable.weights;
  const report = new TrainingReport(job, lease, { weights: { sha256, title }, rank: RANK }, context);
  const described = await describe(job, trainable.weights, context).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    const message = "The job's files could not be copied: the disk is full.";
    await report.take({ type: "failed", error: { code: "disk-full", message } });
    return undefined;
  });
  if (described === undefined) return;
  const run = new TrainingRun(described, {
    onCrash: (reason) => log.error({ job: job.id, reason }, "a training process ended and is started again"),
  });
  const current = () => services.store.fineTuning.get(job.projectId, job.id);
  // Whoever comes next goes on from here; where the lease is lost, somebody is there already.
  const leave = () => (context.stopping.aborted ? run.suspend() : run.stop());
  signal.addEventListener("abort", leave);
  using _ = fineTuning.signals.onEnded(job.id, () => run.suspend());
  const yields = setInterval(
    () => run.yieldTo(options.yieldsToServing !== false && running.size > 0),
    YIELD_MILLISECONDS,
  );
  try {
    signal.throwIfAborted();
    // Who ended the job, or paused it, while its files were copied could not be heard here yet.
    if ((await current())?.status !== "running") return;
    for await (const event of run) {
      const take = async () => (await current())?.finishedAt === undefined && report.take(event);
      // Trying the whole job again would count as an interruption, of which there may be only so many.
      const isWanted = await keepTrying(take, { log, what: "what a training told", signal });
      if (!isWanted) run.suspend();
    }
    signal.throwIfAborted();
  } finally {
    run.stop();
    clearInterval(yields);
    signal.removeEventListener("abort", leave);
  }
}

async function describe(
  job: FineTuningJob,
  weights: TunableWeights,
  context: TuningContext,
): Promise<TrainingJob> {
  const { options, services } = context;
  const { request } = job;
  const training = await copyFile(job, request.trainingFileId, "training.jsonl", context);
  const { validationFileId, hyperparameters } = request;
  const validation = validationFileId && (await copyFile(job, validationFileId, "validation.jsonl", context));
  return {
    weightsFile: weights.path,
    weightsSha256: weights.sha256,
    folder: join(services.fineTuning.jobFolder(job.id), "state"),
    training,
    ...(validation && { validation }),
    // A distillation compares with the student as it was.
    validatesFirst: request.distillationId !== undefined,
    method:
      request.method === "dpo"
        ? { type: "dpo", beta: hyperparameters.beta ?? "auto" }
        : { type: "supervised" },
    hyperparameters,
    seed: request.seed,
    rank: RANK,
    alpha: ALPHA,
    threads: options.threads,
    ...(options.memoryBudget !== undefined && { memoryBudget: options.memoryBudget }),
  };
}

/** The training process reads files, wherever their content is stored. */
async function copyFile(
  job: FineTuningJob,
  id: string,
  name: string,
  { services }: TuningContext,
): Promise<TrainingFile> {
  const folder = services.fineTuning.jobFolder(job.id);
  const path = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await services.store.files.held(id, job.id);
  if (file === undefined) throw new Error("A file that the job holds is gone.");
  await pipeline(Readable.from(services.files.read(file)), createWriteStream(path, { mode: 0o600 }));
  return { path, id };
}
