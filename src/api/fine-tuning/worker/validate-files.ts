import type { FineTuningJob, JobLease } from "../../../store/index.ts";
import { readTrainingFile, TrainingFileError, type TrainingFileFault } from "../../../trainer/index.ts";
import { holdJob } from "../../held-job.ts";
import { enqueueTraining, jobIdOf } from "../job-queues.ts";
import { messageEvent } from "../told-events.ts";
import { failJob } from "./fail-job.ts";
import { giveUpTooMany } from "./give-up.ts";
import type { TuningContext } from "./tuning-context.ts";

/** Reads a new job's files, and either fails it or lets it wait for its training. Never rejects. */
export async function validateFiles(lease: JobLease, context: TuningContext): Promise<void> {
  const { store, fineTuning } = context.services;
  await holdJob(lease, context, async (signal) => {
    await giveUpTooMany(lease, context);
    const job = await store.fineTuning.get(lease.projectId, jobIdOf(lease));
    if (job?.status === "validating_files") {
      await tell(job, context);
      const fault = await faultOf(job, context, signal);
      await store.transaction(async (repositories) => {
        await repositories.jobs.renew(lease, context.options.leaseMilliseconds);
        if (fault !== undefined) {
          await failJob(repositories, job, fault, context.services);
          return;
        }
        const from = ["validating_files"] as const;
        const queued = await repositories.fineTuning.change(
          job.projectId,
          job.id,
          { status: "queued" },
          from,
        );
        if (queued === undefined) return;
        const told = messageEvent("queued", "Files validated, moving job to queued state");
        await repositories.fineTuning.events.add(told(job.id, context.services));
        await enqueueTraining(repositories, job, job.request.model);
      });
    }
    await store.jobs.finish(lease);
  });
  fineTuning.signals.queued();
}

async function tell({ id, request }: FineTuningJob, { services }: TuningContext): Promise<void> {
  const { trainingFileId, validationFileId } = request;
  const validation = validationFileId === undefined ? "" : ` and validation file: ${validationFileId}`;
  const told = messageEvent("validating", `Validating training file: ${trainingFileId}${validation}`);
  await services.store.fineTuning.events.add(told(id, services));
}

/** What is wrong with a job's files, if anything. */
async function faultOf(
  { id, request }: FineTuningJob,
  { services }: TuningContext,
  signal: AbortSignal,
): Promise<TrainingFileFault | undefined> {
  const { store, files } = services;
  const format = request.method === "dpo" ? "preference" : "chat";
  const uses = { training_file: request.trainingFileId, validation_file: request.validationFileId } as const;
  for (const use of ["training_file", "validation_file"] as const) {
    const fileId = uses[use];
    if (fileId === undefined) continue;
    const file = await store.files.held(fileId, id);
    if (file === undefined) throw new Error("A file that the job holds is gone.");
    try {
      for await (const _ of readTrainingFile(files.read(file), { use, format, fileId }))
        signal.throwIfAborted();
    } catch (error) {
      if (error instanceof TrainingFileError) return error.fault;
      throw error;
    }
  }
  return undefined;
}
