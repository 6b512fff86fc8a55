import { ConstraintError } from "../constraint-error.ts";
import { type CharacterSet, characterSet, complement } from "./character-set.ts";

export const DIGITS = characterSet([[0x30, 0x39]]);
export const WORD_CHARACTERS = characterSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
/** White space and line ends as ECMAScript's `\s` has them. */
export const SPACES = characterSet([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
const LINE_ENDS = characterSet([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);
export const ANY_BUT_LINE_ENDS = complement(LINE_ENDS);

const properties = new Map<string, CharacterSet>();

/** The characters of a Unicode property such as `L`, `Lu`, `Script=Greek`. */
export function unicodeProperty(name: string): CharacterSet {
  const known = properties.get(name);
  if (known !== undefined) return known;
  const found = scanProperty(name);
  properties.set(name, found);
  return found;
}

function scanProperty(name: string): CharacterSet {
  let matcher: RegExp;
  try {
    matcher = new RegExp(`^\\p{${name}}$`, "u");
  } catch {
    throw new ConstraintError(`has an unknown Unicode property '${name}'`);
  }
  const ranges: Array<[number, number]> = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; ) {
    const last = isUniform(codePoint) ? codePoint + 0xffff : codePoint;
    if (matcher.test(String.fromCodePoint(codePoint))) ranges.push([codePoint, last]);
    codePoint = last + 1;
  }
  return characterSet(ranges);
}

/** Planes without assigned characters, and those for private use: what holds of one holds of all in it. */
function isUniform(codePoint: number): boolean {
  return (codePoint >= 0x40000 && codePoint < 0xe0000) || codePoint >= 0xf0000;
}

/** The class behind `\d`, `\w`, `\s` and their negations; undefined for other letters. */
export function shorthandClass(letter: string): CharacterSet | undefined {
  switch (letter) {
    case "d":
      return DIGITS;
    case "D":
      return complement(DIGITS);
    case "w":
      return WORD_CHARACTERS;
    case "W":
      return complement(WORD_CHARACTERS);
    case "s":
      return SPACES;
    case "S":
      return complement(SPACES);
    default:
      return undefined;
  }
}
