import type { Distillation, JobLease, NewFineTuningJob, Repositories } from "../../../../store/index.ts";
import { insertJob, newJob } from "../../../fine-tuning/new-job.ts";
import { toCounts } from "../distillation-object.ts";
import { type SelectedPrompt, type SelectedPrompts, selectPrompts } from "../selection/select-prompts.ts";
import { LEAST_LEARNED, type SplitPrompts, splitPrompts } from "../selection/split-prompts.ts";
import { changeHeld } from "./change-held.ts";
import type { DistillationContext } from "./distillation-context.ts";
import { heldOutLines, learnedLines, writeLines } from "./write-lines.ts";

/** Chooses what is learned and what is compared, and goes on with what there is. */
export async function prepare(
  lease: JobLease,
  distillation: Distillation,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<"done"> {
  if (distillation.status !== "preparing") return "done";
  const { request, projectId } = distillation;
  const selected = await selectPrompts({ ...request, projectId }, context.services.store, signal);
  const { seed, heldOut } = request;
  const split = splitPrompts(selected.prompts, { seed, heldOut });
  const least = request.train ? LEAST_LEARNED : 1;
  if (split.learned.length >= least) {
    await makeFiles(lease, distillation, selected, split, context, signal);
    return "done";
  }
  const found = `${selected.prompts.length} of ${selected.matched} stored completions can be learned from`;
  const message = `${found}, ${split.heldOut.length} of them are held out. At least ${least} must be left to learn.`;
  const change = {
    status: "failed",
    counts: toCounts(selected, split.learned.length, split.heldOut.length),
    error: { code: "too_few_prompts", message },
  } as const;
  await changeHeld(lease, distillation, change, ["preparing"], context);
  return "done";
}

/** Makes the files, and their files of the store and the training in one transaction: so there is one of each. */
async function makeFiles(
  lease: JobLease,
  distillation: Distillation,
  selected: SelectedPrompts,
  { learned, heldOut }: SplitPrompts<SelectedPrompt>,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<void> {
  const { services } = context;
  const write = (what: "training" | "held-out", lines: AsyncIterable<string>) =>
    writeLines(what, lines, distillation, services);
  const training = await write("training", learnedLines(distillation, learned, services));
  const apart =
    heldOut.length === 0
      ? undefined
      : await write("held-out", heldOutLines(lease, distillation, heldOut, context));
  signal.throwIfAborted();
  const written = apart === undefined ? [training] : [training, apart];
  const job = distillation.request.train
    ? jobOf(distillation, training.file.id, apart?.file.id, context)
    : undefined;
  const change = {
    status: job === undefined ? "succeeded" : "training",
    counts: toCounts(selected, training.lines, apart?.lines ?? 0),
    trainingFileId: training.file.id,
    heldOutFileId: apart?.file.id,
    ...(job !== undefined && { fineTuningJobId: job.id }),
  } as const;
  const alongside = async (repositories: Repositories) => {
    for (const { file, blob } of written) await repositories.files.create(file, [blob]);
    if (job !== undefined) await insertJob(repositories, job, services);
  };
  const begun = await changeHeld(lease, distillation, change, ["preparing"], context, alongside);
  if (begun === undefined) await services.files.discard(written.map(({ blob }) => blob.key));
  else services.fineTuning.signals.queued();
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
