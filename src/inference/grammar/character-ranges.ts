import { type CodePointRange, LAST_CODE_POINT } from "./grammar-node.ts";

export type Ranges = readonly CodePointRange[];

/** The same characters in order, without overlaps. */
export function normalizeRanges(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** Every character that is not in the ranges; surrogates are no characters. */
export function invertRanges(ranges: Ranges): Ranges {
  const inverted: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of normalizeRanges([...ranges, SURROGATES])) {
    if (first > next) inverted.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST_CODE_POINT) inverted.push([next, LAST_CODE_POINT]);
  return inverted;
}

export function intersectRanges(a: Ranges, b: Ranges): Ranges {
  return invertRanges([...invertRanges(a), ...invertRanges(b)]);
}

/** The ranges and the other case of every ASCII letter in them. */
export function ignoreCase(ranges: Ranges): Ranges {
  const swapped = ([first, last]: CodePointRange): CodePointRange => [first ^ CASE_BIT, last ^ CASE_BIT];
  return normalizeRanges([
    ...ranges,
    ...intersectRanges(ranges, [UPPER_CASE]).map(swapped),
    ...intersectRanges(ranges, [LOWER_CASE]).map(swapped),
  ]);
}

const CASE_BIT = 0x20;
const SURROGATES: CodePointRange = [0xd800, 0xdfff];

const range = (characters: string): CodePointRange => [
  characters.codePointAt(0)!,
  characters.codePointAt(1)!,
];

export const UPPER_CASE = range("AZ");
export const LOWER_CASE = range("az");
export const DIGITS: Ranges = [range("09")];
export const WORD: Ranges = normalizeRanges([...DIGITS, UPPER_CASE, LOWER_CASE, range("__")]);
export const SPACE: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
export const LINE_BREAK: Ranges = [[0x0a, 0x0a]];
export const ANY_CHARACTER: Ranges = invertRanges([]);
