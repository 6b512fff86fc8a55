import type {
  Distillation,
  DistillationChange,
  DistillationSide,
  JobLease,
} from "../../../../store/index.ts";
import { summarizeComparison } from "../comparison/summarize-comparison.ts";
import { answerPrompt, type Question } from "./answer-prompt.ts";
import { changeHeld } from "./change-held.ts";
import type { DistillationContext } from "./distillation-context.ts";

/** Another server may have the tuned model's adapter. */
const ELSEWHERE_MILLISECONDS = 2_000;

/** Takes a distillation from the end of its training to its own. */
export async function compare(
  lease: JobLease,
  distillation: Distillation,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<"done" | "later"> {
  const current =
    distillation.status === "training" ? await takeTraining(lease, distillation, context) : distillation;
  if (current?.status !== "comparing") return "done";
  const { services } = context;
  const { store, models } = services;
  const { projectId, request, fineTunedModel: tuned = "" } = current;
  if (request.student === undefined || [request.student, tuned].some((name) => !models.resolve(name))) {
    if ((await store.tunedModels.get(projectId, tuned)) === undefined) {
      const error = { code: "model_deleted", message: `The tuned model ${tuned} was deleted.` };
      await changeHeld(lease, current, { status: "failed", error }, ["comparing"], context);
      return "done";
    }
    await store.jobs.release(lease, ELSEWHERE_MILLISECONDS);
    return "later";
  }
  if (!(await askStudent(lease, current, { before: request.student, after: tuned }, context, signal)))
    return "done";
  const comparison = await summarizeComparison(current, services);
  await changeHeld(lease, current, { status: "succeeded", comparison }, ["comparing"], context);
  return "done";
}

/** What becomes of it after its training; undefined where that has not ended. */
async function takeTraining(
  lease: JobLease,
  distillation: Distillation,
  context: DistillationContext,
): Promise<Distillation | undefined> {
  const { projectId, fineTuningJobId = "", heldOutFileId } = distillation;
  const job = await context.services.store.fineTuning.get(projectId, fineTuningJobId);
  let change: DistillationChange;
  if (job?.status === "succeeded" && job.fineTunedModel !== undefined) {
    const status = heldOutFileId === undefined ? "succeeded" : "comparing";
    change = { status, fineTunedModel: job.fineTunedModel };
  } else if (job?.status === "failed") {
    const { code, message } = job.error ?? { code: "server_error", message: "The training failed." };
    change = { status: "failed", error: { code, message } };
  } else if (job?.status === "cancelled") change = { status: "cancelled" };
  else return undefined;
  return changeHeld(lease, distillation, change, ["training"], context);
}

/** Asks for every answer that is not there yet; false where nobody wants them any more. */
async function askStudent(
  lease: JobLease,
  distillation: Distillation,
  models: Readonly<Record<DistillationSide, string>>,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { services, lane } = context;
  const { id } = distillation;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  using _ = services.distillations.onEnded(id, () => over.abort());
  const questions: Question[] = [];
  for (const side of ["before", "after"] as const) {
    const open = await services.store.distillations.prompts.open(id, side);
    questions.push(...open.map((position) => ({ position, side, model: models[side] })));
  }
  const answers = questions.map((question) =>
    lane.run(either, async () => {
      if (!(await answerPrompt(lease, distillation, question, context, either))) over.abort();
    }),
  );
  const failed = (await Promise.allSettled(answers)).find(({ status }) => status === "rejected");
  if (over.signal.aborted) return false;
  if (failed?.status === "rejected") throw failed.reason;
  return true;
}
