import { createHash } from "node:crypto";
import { ComputeBackend, openLlama } from "../../llama/index.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { defaultTargets } from "../adapter/adapter-weights.ts";
import { Checkpoints } from "../checkpoint/checkpoints.ts";
import { keptPlan } from "../checkpoint/kept-plan.ts";
import { invalidTrainingFile, type TrainingFileOptions } from "../data/read-training-file.ts";
import { BaseWeights } from "../model/base-weights.ts";
import { decoderShape } from "../model/model-shape.ts";
import { chooseBeta, chooseHyperparameters, peakLearningRate } from "../plan/hyperparameters.ts";
import { planMemory } from "../plan/memory-plan.ts";
import {
  type Objective,
  PreferenceObjective,
  referenceLogProbabilities,
  SupervisedObjective,
} from "../session/objective.ts";
import { runTraining } from "../session/run-training.ts";
import { type StepPlan, stepsPerEpoch, totalSteps } from "../session/step-order.ts";
import { TrainingSession } from "../session/training-session.ts";
import { freshState, type TrainingState } from "../session/training-state.ts";
import { type Gate, Suspended } from "./gate.ts";
import { prepareData, type TokenizedFile, truncateFile } from "./prepare-data.ts";
import { Progress } from "./progress.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { TrainingJob } from "./training-job.ts";

const SAVE_EVERY_SECONDS = 180;
/** Of a transposed weight in 8-bit blocks. */
const TRANSPOSED_BYTES = 34 / 32;

/**
 * Does a whole job, from wherever its folder says it is, and gives the last event. Everything is decided
 * by the job and its files, so that a job that was interrupted ends with the very same weights.
 */
export async function doTraining(
  job: TrainingJob,
  gate: Gate,
  tell: (event: TrainingEvent) => void,
  clock: () => number,
): Promise<TrainingEvent> {
  const header = readGgufHeader(job.weightsFile);
  // Refused before anything is read or loaded.
  const shape = decoderShape(header);
  const parameters = header.tensors.reduce(
    (sum, { dimensions }) => sum + dimensions.reduce((product, extent) => product * extent, 1),
    0,
  );
  const data = await prepareData(job, parameters);
  await gate.pass();
  const adapter = { rank: job.rank, alpha: job.alpha, targets: defaultTargets };
  // Made once for a job: another plan would round otherwise, and memory is never free to the same byte.
  const memory = await keptPlan(job.folder, () =>
    planMemory({
      shape,
      adapter,
      fileBytes: header.fileBytes,
      transposedBytes: TRANSPOSED_BYTES,
      longestExample: data.longestExample,
      ...(job.memoryBudget !== undefined && { budget: job.memoryBudget }),
    }),
  );
  const training = truncate(data.training, memory.batchTokens, "training_file", tell);
  const validation =
    data.validation && truncate(data.validation, memory.batchTokens, "validation_file", tell);
  const hyperparameters = chooseHyperparameters(job.hyperparameters, training.items.length);
  const { batchSize, epochs } = hyperparameters;
  const plan: StepPlan = { items: training.items.length, batchSize, epochs, seed: job.seed };
  const beta = job.method.type === "dpo" ? chooseBeta(job.method.beta) : undefined;
  const { batchTokens, recompute, repack } = memory;
  const identity = createHash("sha256")
    .update(
      JSON.stringify([
        shape,
        header.fileBytes,
        job.weightsSha256 ?? null,
        data.fingerprint,
        plan,
        hyperparameters,
        beta ?? null,
        job.rank,
        job.alpha,
        batchTokens,
      ]),
    )
    .digest("hex");
  const checkpoints = await Checkpoints.open(job.folder, identity);

  using backend = ComputeBackend.open(openLlama(), job.device);
  backend.setThreads(job.threads);
  using weights = await BaseWeights.load(backend, { file: job.weightsFile, transposes: "q8_0", repack });
  using session = new TrainingSession({
    weights,
    adapter,
    batchTokens,
    recompute,
    between: () => gate.pass(),
  });
  const state = (await checkpoints.load()) ?? freshState(session.adapter.tensors, job.seed);
  const total = totalSteps(plan);
  const trainingObjective = await objectiveOf(training, session, state, beta, "training");
  const validationObjective =
    validation && (await objectiveOf(validation, session, state, beta, "validation"));
  const epochTokens = Array.from({ length: plan.items }, (_, item) => trainingObjective.tokensOf(item));
  const totalTokens = epochTokens.reduce((sum, tokens) => sum + tokens, 0) * epochs;
  tell({
    type: "prepared",
    examples: plan.items,
    validationExamples: validation?.items.length ?? 0,
    hyperparameters,
    ...(beta !== undefined && { beta }),
    totalSteps: total,
    totalTokens,
    plan: memory,
    stepsDone: state.step,
  });

  // Whoever was told of them may not have lived to keep them.
  for (const step of await checkpoints.steps(state.step)) {
    tell({
      type: "checkpoint",
      step,
      epoch: step / stepsPerEpoch(plan),
      file: checkpoints.adapterFile(step),
    });
  }

  const progress = new Progress(totalTokens, state.trainedTokens);
  let savedAt = clock();
  const atEpochEnd = state.step > 0 && state.step % stepsPerEpoch(plan) === 0;
  await runTraining({
    session,
    training: trainingObjective,
    ...(validationObjective !== undefined && { validation: validationObjective }),
    validatesFirst: job.validatesFirst === true,
    state,
    plan,
    peakLearningRate: peakLearningRate(hyperparameters),
    owesEpochEnd: atEpochEnd && !checkpoints.hasAdapter(state.step),
    clock,
    onStep: async ({ gradientNorm: _, milliseconds, ...step }) => {
      tell({ type: "step", ...step, ...progress.observe(step.trainedTokens, milliseconds) });
      // At an epoch's end the state is saved behind its adapter: resuming must not pass the adapter by.
      const isEpochEnd = step.step % stepsPerEpoch(plan) === 0;
      if (isEpochEnd || clock() - savedAt < (job.saveEverySeconds ?? SAVE_EVERY_SECONDS) * 1000) return;
      await checkpoints.save(state);
      savedAt = clock();
    },
    onValidation: (report) => tell({ type: "validation", ...report }),
    onEpoch: async (epoch) => {
      const { architecture } = weights.shape;
      const { tensors } = session.adapter;
      const file = await checkpoints.saveAdapter(state.step, {
        architecture,
        weightsSha256: job.weightsSha256,
        shape: adapter,
        tensors,
        parameters: state.parameters,
      });
      await checkpoints.save(state);
      savedAt = clock();
      tell({ type: "checkpoint", step: state.step, epoch, file });
    },
  }).catch(async (error: unknown) => {
    // Between two updates, wherever in a step that is, the state is whole.
    if (error instanceof Suspended) await checkpoints.save(state);
    throw error;
  });
  const file = checkpoints.adapterFile(total);
  return { type: "finished", steps: total, trainedTokens: state.trainedTokens, file };
}

function truncate(
  file: TokenizedFile,
  maximum: number,
  use: TrainingFileOptions["use"],
  tell: (event: TrainingEvent) => void,
): TokenizedFile {
  const { file: cut, truncated, dropped } = truncateFile(file, maximum);
  if (cut.items.length === 0) {
    throw invalidTrainingFile(
      use,
      `Examples are cut at ${maximum} tokens here, and not one has anything to learn before that.`,
    );
  }
  if (truncated > 0)
    tell({
      type: "warning",
      message:
        `${truncated} example(s) of the ${use.replace("_", " ")} are longer than ${maximum} tokens and were truncated at the end` +
        (dropped > 0 ? `; ${dropped} of them had nothing left to learn and were left out.` : "."),
    });
  return cut;
}

async function objectiveOf(
  file: TokenizedFile,
  session: TrainingSession,
  state: TrainingState,
  beta: number | undefined,
  use: "training" | "validation",
): Promise<Objective> {
  if (file.format === "chat") return new SupervisedObjective(file.items);
  // The reference is the model that the job began with: a fresh adapter changes nothing.
  const known = use === "training" ? state.references : state.validationReferences;
  const references = known ?? (await askReference(session, state, file.items));
  if (use === "training") state.references = references;
  else state.validationReferences = references;
  return new PreferenceObjective(file.items, references, beta ?? 0);
}

async function askReference(
  session: TrainingSession,
  state: TrainingState,
  pairs: Parameters<typeof referenceLogProbabilities>[1],
) {
  if (state.step > 0) throw new Error("the reference must be asked before the first step");
  session.adapter.write(new Float32Array(state.parameters.length));
  return referenceLogProbabilities(session, pairs);
}
