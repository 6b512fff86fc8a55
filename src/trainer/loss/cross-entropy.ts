import {
  isMostProbable,
  logProbability,
  type ProbabilityRows,
  writeTargetGradient,
} from "./probability-rows.ts";

/** Sums over the predicted tokens of a batch. */
export interface LossSums {
  readonly loss: number;
  readonly tokens: number;
  /** Tokens that were also the most probable ones. */
  readonly correct: number;
}

/** -ln p(target), summed over rows. */
export function crossEntropyForward(rows: ProbabilityRows): LossSums {
  let loss = 0;
  let tokens = 0;
  let correct = 0;
  for (const [row, target] of rows.targets.entries()) {
    if (target < 0) continue;
    loss -= logProbability(rows, row);
    tokens++;
    if (isMostProbable(rows, row)) correct++;
  }
  return { loss, tokens, correct };
}

/** Writes the gradient of the summed loss, times `scale`, over the probabilities. */
export function crossEntropyBackward(rows: ProbabilityRows, scale: number): void {
  for (const [row, target] of rows.targets.entries()) writeTargetGradient(rows, row, target < 0 ? 0 : scale);
}
