export interface LearningRateSchedule {
  readonly peak: number;
  readonly totalSteps: number;
  readonly warmUpSteps: number;
}

/** Part of the peak that the last step still has. */
const FLOOR = 0.1;

/** Rises evenly to the peak, then falls along a cosine to a tenth of it. Steps count from 0. */
export function learningRateAt(
  step: number,
  { peak, totalSteps, warmUpSteps }: LearningRateSchedule,
): number {
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
  return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** A tenth of the steps, at most 20. */
export function warmUpSteps(totalSteps: number): number {
  return Math.min(20, Math.floor(totalSteps / 10));
}
