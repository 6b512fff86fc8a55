import { type CharacterSet, pairs } from "../text/character-set.ts";

/** One to four byte ranges, one behind the other. */
export type ByteSequence = ReadonlyArray<readonly [low: number, high: number]>;

const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/** Byte sequences that together are exactly the UTF-8 forms of a set of characters. */
export function utf8Sequences(characters: CharacterSet): ByteSequence[] {
  const found: ByteSequence[] = [];
  for (const [low, high] of pairs(characters)) splitByLength(low, high, found);
  return found;
}

function splitByLength(low: number, high: number, found: ByteSequence[]): void {
  let from = low;
  for (const last of LAST_OF_LENGTH) {
    if (from > high) return;
    if (from > last) continue;
    splitByPrefix(encode(from), encode(Math.min(high, last)), [], found);
    from = last + 1;
  }
}

/**
 * Two encodings of one length, taken as the bounds of a range: where their first bytes differ, the
 * range falls into a lower part, a middle of complete blocks, and an upper part.
 */
function splitByPrefix(
  low: readonly number[],
  high: readonly number[],
  prefix: ByteSequence,
  found: ByteSequence[],
): void {
  const [first, ...lowRest] = low;
  const [last, ...highRest] = high;
  if (first === undefined || last === undefined) {
    found.push(prefix);
    return;
  }
  const lowest = lowRest.map(() => 0x80);
  const highest = highRest.map(() => 0xbf);
  if (first === last) {
    splitByPrefix(lowRest, highRest, [...prefix, [first, first]], found);
    return;
  }
  const lowIsBlock = lowRest.every((byte) => byte === 0x80);
  const highIsBlock = highRest.every((byte) => byte === 0xbf);
  if (!lowIsBlock) splitByPrefix(lowRest, highest, [...prefix, [first, first]], found);
  const from = lowIsBlock ? first : first + 1;
  const to = highIsBlock ? last : last - 1;
  if (from <= to) found.push([...prefix, [from, to], ...lowest.map((byte) => [byte, 0xbf] as const)]);
  if (!highIsBlock) splitByPrefix(lowest, highRest, [...prefix, [last, last]], found);
}

function encode(codePoint: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(codePoint))];
}
