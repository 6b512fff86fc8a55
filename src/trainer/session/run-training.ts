import { learningRateAt, warmUpSteps } from "../optimizer/learning-rate.ts";
import type { Objective } from "./objective.ts";
import { itemsOfStep, type StepPlan, stepsPerEpoch, totalSteps } from "./step-order.ts";
import { type StepMetrics, trainStep } from "./train-step.ts";
import type { TrainingSession } from "./training-session.ts";
import type { TrainingState } from "./training-state.ts";

export interface StepReport extends StepMetrics {
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly trainedTokens: number;
  readonly milliseconds: number;
}

export interface ValidationReport {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly tokenAccuracy: number;
}

export interface RunOptions {
  readonly session: TrainingSession;
  readonly training: Objective;
  readonly validation?: Objective;
  /** Whether the validation is also told before the first step: of the weights as they are served. */
  readonly validatesFirst?: boolean;
  readonly state: TrainingState;
  readonly plan: StepPlan;
  readonly peakLearningRate: number;
  /** The state is that of an epoch's end whose `onEpoch` has not been called. */
  readonly owesEpochEnd?: boolean;
  readonly clock: () => number;
  onStep(report: StepReport): void | Promise<void>;
  onValidation(report: ValidationReport): void | Promise<void>;
  /** Also for the last. The state is as it was at the epoch's end. */
  onEpoch(epoch: number, validation: ValidationReport | undefined): void | Promise<void>;
}

/** Trains from wherever the state is to the end of the plan. */
export async function runTraining(options: RunOptions): Promise<void> {
  const { session, training, state, plan, clock } = options;
  const total = totalSteps(plan);
  const schedule = { peak: options.peakLearningRate, totalSteps: total, warmUpSteps: warmUpSteps(total) };
  const perEpoch = stepsPerEpoch(plan);
  session.adapter.write(state.parameters);
  if (options.validatesFirst === true && options.validation !== undefined && state.step === 0)
    await options.onValidation(await validate(session, options.validation, 0, 0));
  const endEpoch = async () => {
    const { step } = state;
    const epoch = Math.ceil(step / perEpoch);
    const validation = options.validation && (await validate(session, options.validation, step, epoch));
    if (validation !== undefined) await options.onValidation(validation);
    await options.onEpoch(epoch, validation);
  };
  if (options.owesEpochEnd === true) await endEpoch();
  while (state.step < total) {
    const begun = clock();
    const learningRate = learningRateAt(state.step, schedule);
    const items = itemsOfStep(plan, state.step);
    const metrics = await trainStep(session, training, state, items, learningRate);
    const { step, trainedTokens } = state;
    const epoch = Math.ceil(step / perEpoch);
    const milliseconds = clock() - begun;
    await options.onStep({
      ...metrics,
      step,
      totalSteps: total,
      epoch,
      learningRate,
      trainedTokens,
      milliseconds,
    });
    if (step % perEpoch === 0) await endEpoch();
  }
}

/** Items of a validation that are packed together. */
const VALIDATION_ITEMS = 16;

async function validate(
  session: TrainingSession,
  objective: Objective,
  step: number,
  epoch: number,
): Promise<ValidationReport> {
  let [loss, units, tokens, correct] = [0, 0, 0, 0];
  for (let from = 0; from < objective.items; from += VALIDATION_ITEMS) {
    const count = Math.min(VALIDATION_ITEMS, objective.items - from);
    const items = Array.from({ length: count }, (_, index) => from + index);
    const sums = await objective.compute(session, items);
    loss += sums.loss;
    units += sums.units;
    tokens += sums.tokens;
    correct += sums.correctTokens;
  }
  return { step, epoch, loss: loss / Math.max(1, units), tokenAccuracy: correct / Math.max(1, tokens) };
}
