import {
  isMostProbable,
  logProbability,
  type ProbabilityRows,
  writeTargetGradient,
} from "./probability-rows.ts";

/** Rows of the two answers to one prompt, and what the reference model gave them: sums of log-probabilities. */
export interface PreferencePair {
  readonly preferred: readonly [from: number, to: number];
  readonly other: readonly [from: number, to: number];
  readonly referencePreferred: number;
  readonly referenceOther: number;
}

export interface PreferenceSums {
  readonly loss: number;
  readonly pairs: number;
  /** Pairs in which the preferred answer gained more on the reference than the other. */
  readonly correct: number;
  readonly tokens: number;
  readonly correctTokens: number;
}

/** Sum of log-probabilities of an answer. */
export function answerLogProbability(rows: ProbabilityRows, [from, to]: readonly [number, number]): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += logProbability(rows, row);
  return sum;
}

/** -ln σ(z), z = β·((ln π(w) - ln ref(w)) - (ln π(l) - ln ref(l))), summed over pairs. */
export function preferenceForward(
  rows: ProbabilityRows,
  pairs: readonly PreferencePair[],
  beta: number,
): PreferenceSums {
  const sums = { loss: 0, pairs: pairs.length, correct: 0, tokens: 0, correctTokens: 0 };
  for (const pair of pairs) {
    const z = margin(rows, pair, beta);
    // ln(1 + e^-z) without overflow.
    sums.loss += Math.max(0, -z) + Math.log1p(Math.exp(-Math.abs(z)));
    if (z > 0) sums.correct++;
    for (let row = pair.preferred[0]; row < pair.preferred[1]; row++) {
      sums.tokens++;
      if (isMostProbable(rows, row)) sums.correctTokens++;
    }
  }
  return sums;
}

/** Writes the gradient of the summed loss, times `scale`, over the probabilities. */
export function preferenceBackward(
  rows: ProbabilityRows,
  pairs: readonly PreferencePair[],
  beta: number,
  scale: number,
): void {
  const weights = new Float64Array(rows.targets.length);
  for (const pair of pairs) {
    const weight = (scale * beta) / (1 + Math.exp(margin(rows, pair, beta)));
    weights.fill(weight, ...pair.preferred);
    weights.fill(-weight, ...pair.other);
  }
  for (const [row, weight] of weights.entries()) writeTargetGradient(rows, row, weight);
}

function margin(rows: ProbabilityRows, pair: PreferencePair, beta: number): number {
  const preferred = answerLogProbability(rows, pair.preferred) - pair.referencePreferred;
  const other = answerLogProbability(rows, pair.other) - pair.referenceOther;
  return beta * (preferred - other);
}
