import type { TokenizedExample } from "./example.ts";

/** An example in a row. */
export interface PlacedExample {
  /** In the list that was packed. */
  readonly index: number;
  /** Per token its place in the row. Those it begins with may be places of an example before it. */
  readonly places: Int32Array;
  /** Tokens at the beginning that another example has brought. */
  readonly shared: number;
}

export interface Row {
  /** Places taken. */
  readonly used: number;
  readonly examples: readonly PlacedExample[];
}

/** A shorter common beginning, mostly the marks of a template, saves less than it costs to look at. */
const SHORTEST_SHARED = 16;

/**
 * Puts examples into rows of `length` places, the longest first, each into the row that holds most of
 * its beginning already. A prompt that examples have in common, such as instructions and tools, is so
 * computed once: what a token sees of it is the same for all of them, and so is its gradient's sum.
 */
export function placeExamples(examples: readonly TokenizedExample[], length: number): Row[] {
  const order = examples
    .map(({ tokens }, index) => ({ index, size: tokens.length }))
    .sort((one, other) => other.size - one.size || one.index - other.index);
  const rows: { used: number; examples: PlacedExample[] }[] = [];
  for (const { index, size } of order) {
    let best: { row: (typeof rows)[number]; beginning: Int32Array } | undefined;
    for (const row of rows) {
      const beginning = longestBeginning(examples, row.examples, index);
      const fits = row.used + size - beginning.length <= length;
      if (fits && (best === undefined || beginning.length > best.beginning.length)) best = { row, beginning };
    }
    if (best === undefined) {
      best = { row: { used: 0, examples: [] }, beginning: new Int32Array() };
      rows.push(best.row);
    }
    const { row, beginning } = best;
    const places = new Int32Array(size);
    places.set(beginning);
    for (let at = beginning.length; at < size; at++) places[at] = row.used++;
    row.examples.push({ index, places, shared: beginning.length });
  }
  return rows;
}

/** Places in a row of what an example has in common with the beginning of any that lies there. */
function longestBeginning(
  examples: readonly TokenizedExample[],
  placed: readonly PlacedExample[],
  index: number,
): Int32Array {
  const { tokens } = examples[index]!;
  let longest: Int32Array = new Int32Array();
  for (const other of placed) {
    const theirs = examples[other.index]!.tokens;
    let common = 0;
    while (common < tokens.length && tokens[common] === theirs[common]) common++;
    if (common >= SHORTEST_SHARED && common > longest.length) longest = other.places.subarray(0, common);
  }
  return longest;
}
