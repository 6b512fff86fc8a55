import type { Distillation, JobLease, NewFineTuningJob } from "../../../../store/index.ts";
import { insertJob, newJob } from "../../../fine-tuning/new-job.ts";
import { toCounts } from "../distillation-object.ts";
import { selectPrompts } from "../selection/select-prompts.ts";
import { LEAST_LEARNED, splitPrompts } from "../selection/split-prompts.ts";
import { changeHeld } from "./change-held.ts";
import type { DistillationContext } from "./distillation-context.ts";
import { heldOutLines, learnedLines, writeLines } from "./write-lines.ts";

/** Makes the files of a distillation, once, and begins its training in the same transaction. */
export async function prepare(
  lease: JobLease,
  distillation: Distillation,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<"done"> {
  if (distillation.status !== "preparing") return "done";
  const { services } = context;
  const { request, projectId } = distillation;
  const selected = await selectPrompts({ ...request, projectId }, services.store, signal);
  const { learned, heldOut } = splitPrompts(selected.prompts, {
    seed: request.seed,
    heldOut: request.heldOut,
  });
  const least = request.train ? LEAST_LEARNED : 1;
  if (learned.length < least) {
    const found = `${selected.prompts.length} of ${selected.matched} stored completions can be learned from`;
    const message = `${found}, ${heldOut.length} of them are held out. At least ${least} must be left to learn.`;
    const error = { code: "too_few_prompts", message };
    await changeHeld(lease, distillation, { status: "failed", error }, ["preparing"], context);
    return "done";
  }
  const training = await writeLines(
    "training",
    learnedLines(distillation, learned, services),
    distillation,
    services,
  );
  const heldOutFile =
    heldOut.length === 0
      ? undefined
      : await writeLines(
          "held-out",
          heldOutLines(lease, distillation, heldOut, context),
          distillation,
          services,
        );
  signal.throwIfAborted();
  const job = request.train
    ? jobOf(distillation, training.file.id, heldOutFile?.file.id, context)
    : undefined;
  const change = {
    status: job === undefined ? "succeeded" : "training",
    counts: toCounts(selected, training.lines, heldOutFile?.lines ?? 0),
    trainingFileId: training.file.id,
    heldOutFileId: heldOutFile?.file.id,
    ...(job !== undefined && { fineTuningJobId: job.id }),
  } as const;
  const begun = await changeHeld(
    lease,
    distillation,
    change,
    ["preparing"],
    context,
    async (repositories) => {
      await repositories.files.create(training.file, [training.blob]);
      if (heldOutFile !== undefined) await repositories.files.create(heldOutFile.file, [heldOutFile.blob]);
      if (job !== undefined) await insertJob(repositories, job, services);
    },
  );
  if (begun === undefined) {
    await services.files.discard([training, heldOutFile].flatMap((each) => each?.blob.key ?? []));
  }
  services.fineTuning.signals.queued();
  return "done";
}

function jobOf(
  { id, projectId, request }: Distillation,
  trainingFileId: string,
  validationFileId: string | undefined,
  { services }: DistillationContext,
): NewFineTuningJob {
  const { student, seed, suffix, hyperparameters } = request;
  if (student === undefined) throw new Error("A distillation that trains has a student.");
  return newJob(
    {
      projectId,
      model: student,
      trainingFileId,
      ...(validationFileId !== undefined && { validationFileId }),
      method: "supervised",
      hyperparameters,
      seed,
      ...(suffix !== undefined && { suffix }),
      distillationId: id,
    },
    services,
  );
}
