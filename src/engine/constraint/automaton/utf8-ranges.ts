import { type CharacterSet, pairs } from "../text/character-set.ts";

/** One to four byte ranges, one behind the other. */
export type ByteSequence = ReadonlyArray<readonly [low: number, high: number]>;

const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/** Classes such as `\p{L}` have hundreds of ranges, and a pattern uses the same class at many states. */
const known = new WeakMap<CharacterSet, readonly ByteSequence[]>();

/** Byte sequences that together are exactly the UTF-8 forms of a set of characters. */
export function utf8Sequences(characters: CharacterSet): readonly ByteSequence[] {
  let found = known.get(characters);
  if (found === undefined) {
    const sequences: ByteSequence[] = [];
    for (const [low, high] of pairs(characters)) splitByLength(low, high, sequences);
    found = sequences;
    known.set(characters, found);
  }
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
  if (codePoint <= 0x7f) return [codePoint];
  const continuation = (shift: number) => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint <= 0x7ff) return [0xc0 | (codePoint >> 6), continuation(0)];
  if (codePoint <= 0xffff) return [0xe0 | (codePoint >> 12), continuation(6), continuation(0)];
  return [0xf0 | (codePoint >> 18), continuation(12), continuation(6), continuation(0)];
}
