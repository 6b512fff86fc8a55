import type { GraphShape } from "../blocks/build.ts";
import { type TokenizedExample, trainedTokens } from "./example.ts";
import { placeExamples, type Row } from "./place-examples.ts";

/** Where the learned tokens of one example are among the rows of probabilities. */
export interface PackedExample {
  /** In the list that was packed. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** One batch for a graph. Examples lie in rows; each sees itself only, and what it begins with may lie there for several. */
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

/** All examples in one row of one batch. @throws RangeError where they are longer than `batchTokens`. */
export function packInOneRow(examples: readonly TokenizedExample[], batchTokens: number): PackedBatch {
  const rows = placeExamples(examples, Number.POSITIVE_INFINITY);
  const { used } = rows[0]!;
  if (used > batchTokens) throw new RangeError(`${used} tokens do not fit ${batchTokens}`);
  return layOut(examples, rows, Math.min(roundUp(used, LENGTH_STEP), batchTokens));
}

/** Doubling from the longest example on: short rows save attention, long ones are filled better. */
function bestRows(examples: readonly TokenizedExample[], longest: number, batchTokens: number) {
  let best: { length: number; rows: readonly Row[] } | undefined;
  for (let size = longest; size < 2 * batchTokens; size *= 2) {
    const most = Math.min(roundUp(size, LENGTH_STEP), batchTokens);
    const rows = placeExamples(examples, most);
    // A row that is not full need not be long.
    const length = Math.min(most, roundUp(Math.max(...rows.map(({ used }) => used)), LENGTH_STEP));
    if (best === undefined || rows.length * length < best.rows.length * best.length) best = { length, rows };
  }
  return best!;
}

function layOut(examples: readonly TokenizedExample[], rows: readonly Row[], length: number): PackedBatch {
  const learned = rows.flatMap((row) => row.examples.map(({ index }) => trainedTokens(examples[index]!)));
  const count = learned.reduce((sum, each) => sum + each, 0);
  const lossRows = roundUp(Math.max(1, count), LOSS_ROWS_STEP);
  const batch = {
    shape: { rows: rows.length, length, lossRows },
    tokens: new Int32Array(rows.length * length),
    positions: new Int32Array(rows.length * length),
    mask: new Float32Array(rows.length * length * length).fill(Number.NEGATIVE_INFINITY),
    lossTokens: new Int32Array(lossRows),
    targets: new Int32Array(lossRows).fill(-1),
  };
  const packed: PackedExample[] = [];
  let lossRow = 0;
  for (const [row, { used, examples: placed }] of rows.entries()) {
    const rowMask = batch.mask.subarray(row * length * length, (row + 1) * length * length);
    for (const { index, places, shared } of placed) {
      const { tokens, trained } = examples[index]!;
      const first = lossRow;
      for (const [position, place] of places.entries()) {
        if (position >= shared) {
          batch.tokens[row * length + place] = tokens[position]!;
          batch.positions[row * length + place] = position;
          for (const seen of places.subarray(0, position + 1)) rowMask[place * length + seen] = 0;
        }
        if (position === 0 || trained[position] === 0) continue;
        batch.lossTokens[lossRow] = row * length + places[position - 1]!;
        batch.targets[lossRow] = tokens[position]!;
        lossRow++;
      }
      packed.push({ index, from: first, to: lossRow });
    }
    // Filling sees itself: a row of nothing but minus infinity has no soft-max.
    for (let place = used; place < length; place++) rowMask[place * length + place] = 0;
  }
  return { ...batch, examples: packed };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
