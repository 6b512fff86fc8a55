/** Probabilities of what follows, one row of the vocabulary's size for each predicted token. */
export interface ProbabilityRows {
  readonly vocabulary: number;
  /** Overwritten with the gradient of the logits. */
  readonly values: Float32Array;
  /** Per row the token to be predicted, or -1. */
  readonly targets: Int32Array;
}

/** The smallest normal f32: below it a probability is no longer told from zero. */
const SMALLEST = 1.1754944e-38;

/** ln of the probability of a row's target. */
export function logProbability({ values, vocabulary, targets }: ProbabilityRows, row: number): number {
  return Math.log(Math.max(values[row * vocabulary + targets[row]!]!, SMALLEST));
}

/** Whether the target is the most probable token. */
export function isMostProbable({ values, vocabulary, targets }: ProbabilityRows, row: number): boolean {
  const from = row * vocabulary;
  const best = values[from + targets[row]!]!;
  for (let index = from; index < from + vocabulary; index++) if (values[index]! > best) return false;
  return true;
}

/**
 * Turns a row of probabilities into weight · d(-ln p(target))/d(logits) = weight · (p - target).
 * Rows without weight become zero.
 */
export function writeTargetGradient(
  { values, vocabulary, targets }: ProbabilityRows,
  row: number,
  weight: number,
) {
  const from = row * vocabulary;
  if (weight === 0) {
    values.fill(0, from, from + vocabulary);
    return;
  }
  for (let index = from; index < from + vocabulary; index++) values[index] = values[index]! * weight;
  values[from + targets[row]!]! -= weight;
}
