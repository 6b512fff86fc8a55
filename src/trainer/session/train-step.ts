import { updateAdamW } from "../optimizer/adamw.ts";
import { clippingFactor, gradientNorm } from "../optimizer/gradient-norm.ts";
import { TrainerError } from "../trainer-error.ts";
import type { Objective } from "./objective.ts";
import type { TrainingSession } from "./training-session.ts";
import type { TrainingState } from "./training-state.ts";

export interface StepMetrics {
  /** Mean over what the objective counts. */
  readonly loss: number;
  /** Share of learned tokens that were the most probable ones. */
  readonly tokenAccuracy: number;
  readonly gradientNorm: number;
}

const MAXIMUM_NORM = 1;
const SMALLEST_LOSS_SCALE = 2 ** -6;

/**
 * One update from these items. Where the scaled gradient overflows, the same step is done again with a
 * smaller scale.
 * @throws TrainerError `diverged`
 */
export async function trainStep(
  session: TrainingSession,
  objective: Objective,
  state: TrainingState,
  items: readonly number[],
  learningRate: number,
): Promise<StepMetrics> {
  const { adapter } = session;
  const gradients = new Float32Array(state.parameters.length);
  for (;;) {
    adapter.clearGradients();
    const sums = await objective.compute(session, items, state.lossScale);
    adapter.readGradients(gradients);
    const unscale = 1 / (state.lossScale * Math.max(1, sums.units));
    const norm = gradientNorm(gradients) * unscale;
    if (Number.isFinite(norm) && Number.isFinite(sums.loss)) {
      const factor = unscale * clippingFactor(norm, MAXIMUM_NORM);
      updateAdamW(state.parameters, gradients, state.optimizer, learningRate, factor);
      adapter.write(state.parameters);
      state.step++;
      state.trainedTokens += items.reduce((sum, item) => sum + objective.tokensOf(item), 0);
      return {
        loss: sums.loss / Math.max(1, sums.units),
        tokenAccuracy: sums.correctTokens / Math.max(1, sums.tokens),
        gradientNorm: norm,
      };
    }
    state.lossScale /= 4;
    if (state.lossScale < SMALLEST_LOSS_SCALE)
      throw new TrainerError("diverged", "The training diverged: its gradients are not finite.");
  }
}
