/** A loss at a step, counted from 1. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

export interface PlotSize {
  /** Characters of a line, labels included. */
  readonly width: number;
  readonly height: number;
}

const LABEL = 7;
/** Dots of one braille character, by column and row: the bits of its code behind U+2800. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/**
 * Losses over a job's steps as lines of text, two dots wide and four high a character. The whole job has
 * its place from the beginning, so that the curve grows to the right. No lines without a finite loss.
 */
export function plotLoss(points: readonly LossPoint[], totalSteps: number, size: PlotSize): string[] {
  const { height } = size;
  const columns = Math.max(1, size.width - LABEL - 2) * 2;
  const means = meansByColumn(points, totalSteps, columns);
  const values = means.filter((mean) => mean !== undefined);
  if (values.length === 0) return [];
  const [highest, lowest] = [Math.max(...values), Math.min(...values)];
  const rows = height * 4;
  const rowOf = (loss: number) =>
    highest === lowest ? rows - 1 : Math.round(((highest - loss) / (highest - lowest)) * (rows - 1));
  const cells = Array.from({ length: height }, () => new Uint8Array(columns / 2));
  let before: number | undefined;
  for (const [column, mean] of means.entries()) {
    if (mean === undefined) continue;
    const row = rowOf(mean);
    // Steep parts are drawn through, or the curve would fall apart.
    const from = before === undefined ? row : before + Math.sign(row - before);
    for (let at = Math.min(from, row); at <= Math.max(from, row); at++)
      cells[at >> 2]![column >> 1]! |= dots[(column & 1) as 0 | 1][(at & 3) as 0 | 1 | 2 | 3];
    before = row;
  }
  return cells.map((line, index) => {
    const value = index === 0 ? highest : index === height - 1 ? lowest : undefined;
    const label = value === undefined ? "" : value.toPrecision(3);
    const text = String.fromCodePoint(...[...line].map((bits) => 0x2800 + bits));
    return `${label.slice(0, LABEL).padStart(LABEL)} ${value === undefined ? "│" : "┤"}${text}`;
  });
}

/** Per column of dots the mean of the steps that fall into it; between far steps the line between them. */
function meansByColumn(
  points: readonly LossPoint[],
  totalSteps: number,
  columns: number,
): (number | undefined)[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { step, loss } of points) {
    if (!Number.isFinite(loss) || !(step >= 1)) continue;
    const share = (step - 1) / Math.max(1, totalSteps - 1);
    const column = Math.min(columns - 1, Math.round(share * (columns - 1)));
    const known = sums.get(column) ?? { sum: 0, count: 0 };
    sums.set(column, { sum: known.sum + loss, count: known.count + 1 });
  }
  const means = new Array<number | undefined>(columns).fill(undefined);
  const known = [...sums].map(([column, { sum, count }]) => [column, sum / count] as const);
  known.sort(([one], [other]) => one - other);
  for (const [index, [column, mean]] of known.entries()) {
    means[column] = mean;
    const next = known[index + 1];
    if (next === undefined) continue;
    for (let at = column + 1; at < next[0]; at++)
      means[at] = mean + ((next[1] - mean) * (at - column)) / (next[0] - column);
  }
  return means;
}
