/**
 * The value below which the share lies, between neighbours by linear interpolation.
 * @throws RangeError where there are no values.
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("a quantile of no values");
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (upper - lower) * (position - below);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
