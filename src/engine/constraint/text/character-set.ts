/**
 * A set of Unicode code points as sorted, disjoint, non-adjacent inclusive ranges, flattened:
 * [low, high, low, high…]. Surrogates are no characters here: text is always well formed.
 */
export type CharacterSet = readonly number[];

export const ALL_CHARACTERS: CharacterSet = [0, 0xd7ff, 0xe000, 0x10ffff];
export const NO_CHARACTERS: CharacterSet = [];

/** Builds a set from ranges in any order; what lies outside Unicode is dropped. */
export function characterSet(ranges: ReadonlyArray<readonly [low: number, high: number]>): CharacterSet {
  return intersection(merge(ranges), ALL_CHARACTERS);
}

function merge(ranges: ReadonlyArray<readonly [low: number, high: number]>): CharacterSet {
  const sorted = ranges.filter(([low, high]) => low <= high).sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [low, high] of sorted) {
    const last = merged.length - 1;
    if (last > 0 && low <= merged[last]! + 1) merged[last] = Math.max(merged[last]!, high);
    else merged.push(low, high);
  }
  return merged;
}

export function charactersOf(text: string): CharacterSet {
  return characterSet([...text].map((character) => [character.codePointAt(0)!, character.codePointAt(0)!]));
}

export function union(...sets: readonly CharacterSet[]): CharacterSet {
  return merge(sets.flatMap(pairs));
}

export function complement(set: CharacterSet): CharacterSet {
  const gaps: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) gaps.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= 0x10ffff) gaps.push(next, 0x10ffff);
  return intersection(gaps, ALL_CHARACTERS);
}

export function intersection(a: CharacterSet, b: CharacterSet): CharacterSet {
  const result: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const low = Math.max(a[i]!, b[j]!);
    const high = Math.min(a[i + 1]!, b[j + 1]!);
    if (low <= high) result.push(low, high);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return result;
}

export function difference(a: CharacterSet, b: CharacterSet): CharacterSet {
  return intersection(a, complement(b));
}

export function contains(set: CharacterSet, codePoint: number): boolean {
  let low = 0;
  let high = set.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < set[middle * 2]!) high = middle - 1;
    else if (codePoint > set[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

export function pairs(set: CharacterSet): Array<readonly [low: number, high: number]> {
  const result: Array<readonly [number, number]> = [];
  for (let i = 0; i < set.length; i += 2) result.push([set[i]!, set[i + 1]!]);
  return result;
}
