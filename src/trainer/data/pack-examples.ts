import type { GraphShape } from "../blocks/build.ts";
import { type TokenizedExample, trainedTokens } from "./example.ts";

/** Where the learned tokens of one example are among the rows of probabilities. */
export interface PackedExample {
  /** In the list that was packed. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** One batch for a graph. Examples lie one behind the other in rows; none sees another. */
export interface PackedBatch {
  readonly shape: GraphShape;
  readonly tokens: Int32Array;
  readonly positions: Int32Array;
  readonly mask: Float32Array;
  /** Per loss row: the token before the one that is predicted. */
  readonly lossTokens: Int32Array;
  /** Per loss row: the token to be predicted; -1 where the row only fills up the shape. */
  readonly targets: Int32Array;
  readonly examples: readonly PackedExample[];
}

/** Lengths and loss rows are rounded up, so that few graphs serve many batches. */
const LENGTH_STEP = 32;
const LOSS_ROWS_STEP = 64;

/**
 * Packs examples into batches of up to `batchTokens`, into rows of the length that leaves least empty.
 * Examples must not be longer than `batchTokens`. The same examples always give the same batches.
 */
export function packExamples(examples: readonly TokenizedExample[], batchTokens: number): PackedBatch[] {
  const longest = Math.max(...examples.map(({ tokens }) => tokens.length));
  if (longest > batchTokens)
    throw new RangeError(`an example of ${longest} tokens does not fit ${batchTokens}`);
  const { length, rows } = bestRows(examples, longest, batchTokens);
  const rowsPerBatch = Math.max(1, Math.floor(batchTokens / length));
  const batches: PackedBatch[] = [];
  for (let from = 0; from < rows.length; from += rowsPerBatch)
    batches.push(layOut(examples, rows.slice(from, from + rowsPerBatch), length));
  return batches;
}

/** Doubling from the longest example on: short rows save attention, long ones are filled better. */
function bestRows(examples: readonly TokenizedExample[], longest: number, batchTokens: number) {
  let best: { length: number; rows: number[][] } | undefined;
  for (let size = longest; size < 2 * batchTokens; size *= 2) {
    const length = Math.min(roundUp(size, LENGTH_STEP), batchTokens);
    const rows = firstFit(examples, length);
    // A row that is not full need not be long where it is the only one.
    const total = examples.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const needed = rows.length === 1 ? Math.min(length, roundUp(total, LENGTH_STEP)) : length;
    if (best === undefined || rows.length * needed < best.rows.length * best.length)
      best = { length: needed, rows };
  }
  return best!;
}

/** All examples in one row of one batch. @throws RangeError where they are longer than `batchTokens`. */
export function packInOneRow(examples: readonly TokenizedExample[], batchTokens: number): PackedBatch {
  const total = examples.reduce((sum, { tokens }) => sum + tokens.length, 0);
  if (total > batchTokens) throw new RangeError(`${total} tokens do not fit ${batchTokens}`);
  const length = Math.min(roundUp(total, LENGTH_STEP), batchTokens);
  return layOut(examples, [examples.map((_, index) => index)], length);
}

/** Rows of indexes of examples. */
function firstFit(examples: readonly TokenizedExample[], length: number): number[][] {
  const order = examples
    .map(({ tokens }, index) => ({ index, size: tokens.length }))
    .sort((one, other) => other.size - one.size || one.index - other.index);
  const rows: { left: number; indexes: number[] }[] = [];
  for (const { index, size } of order) {
    const row = rows.find(({ left }) => left >= size);
    if (row === undefined) rows.push({ left: length - size, indexes: [index] });
    else {
      row.left -= size;
      row.indexes.push(index);
    }
  }
  return rows.map(({ indexes }) => indexes);
}

function layOut(
  examples: readonly TokenizedExample[],
  rows: readonly (readonly number[])[],
  length: number,
): PackedBatch {
  const count = rows.flat().reduce((sum, index) => sum + trainedTokens(examples[index]!), 0);
  const lossRows = roundUp(Math.max(1, count), LOSS_ROWS_STEP);
  const shape = { rows: rows.length, length, lossRows };
  const tokens = new Int32Array(rows.length * length);
  const positions = new Int32Array(rows.length * length);
  const mask = new Float32Array(rows.length * length * length).fill(Number.NEGATIVE_INFINITY);
  const lossTokens = new Int32Array(lossRows);
  const targets = new Int32Array(lossRows).fill(-1);
  const packed: PackedExample[] = [];
  let lossRow = 0;
  for (const [row, indexes] of rows.entries()) {
    const rowMask = mask.subarray(row * length * length, (row + 1) * length * length);
    let start = 0;
    for (const index of indexes) {
      const example = examples[index]!;
      const first = lossRow;
      for (const [position, token] of example.tokens.entries()) {
        const at = row * length + start + position;
        tokens[at] = token;
        positions[at] = position;
        rowMask.fill(
          0,
          (start + position) * length + start,
          (start + position) * length + start + position + 1,
        );
        if (position === 0 || example.trained[position] === 0) continue;
        lossTokens[lossRow] = at - 1;
        targets[lossRow] = token;
        lossRow++;
      }
      packed.push({ index, from: first, to: lossRow });
      start += example.tokens.length;
    }
    // Filling sees itself: a row of nothing but minus infinity has no soft-max.
    for (let position = start; position < length; position++) rowMask[position * length + position] = 0;
  }
  return { shape, tokens, positions, mask, lossTokens, targets, examples: packed };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
