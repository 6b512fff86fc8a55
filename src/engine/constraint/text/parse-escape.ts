import { ConstraintError } from "../constraint-error.ts";
import { shorthandClass, unicodeProperty } from "./character-classes.ts";
import { type CharacterSet, characterSet, complement } from "./character-set.ts";
import { type PatternReader, takeHexadecimal } from "./pattern-reader.ts";

/** What an escape stands for: a single code point can be the end of a range, a class cannot. */
export type Escape =
  | { readonly kind: "character"; readonly codePoint: number }
  | { readonly kind: "class"; readonly characters: CharacterSet };

const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  0: 0,
  a: 7,
  e: 27,
};

/** Reads what follows a backslash and means the same inside and outside of brackets. */
export function parseEscape(reader: PatternReader): Escape {
  const letter = reader.take();
  const shorthand = shorthandClass(letter);
  if (shorthand !== undefined) return { kind: "class", characters: shorthand };
  if (letter === "p" || letter === "P") return property(reader, letter === "P");
  if (letter === "x" || letter === "u" || letter === "U") return character(codePoint(reader, letter));
  if (letter === "c") return character(reader.take().toUpperCase().charCodeAt(0) & 31);
  if (/[1-9]/.test(letter) || letter === "k")
    throw new ConstraintError("has a backreference, which is not supported");
  const control = CONTROL_ESCAPES[letter];
  if (control !== undefined) return character(control);
  if (/[a-zA-Z]/.test(letter)) throw new ConstraintError(`has an unknown escape '\\${letter}'`);
  return character(letter.codePointAt(0)!);
}

function property(reader: PatternReader, negative: boolean): Escape {
  const braced = reader.skip("{");
  const written = braced ? reader.takeWhile((next) => next !== "}") : reader.take();
  if (braced && !reader.skip("}")) throw new ConstraintError("has an incomplete Unicode property");
  const inverted = written.startsWith("^");
  const characters = unicodeProperty(inverted ? written.slice(1) : written);
  return { kind: "class", characters: negative !== inverted ? complement(characters) : characters };
}

function codePoint(reader: PatternReader, letter: "x" | "u" | "U"): number {
  if (reader.skip("{")) {
    const value = Number.parseInt(
      reader.takeWhile((next) => /[0-9a-fA-F]/.test(next), 8),
      16,
    );
    if (!reader.skip("}") || !(value <= 0x10ffff)) throw new ConstraintError("has a character out of range");
    return value;
  }
  const high = takeHexadecimal(reader, letter === "x" ? 2 : letter === "u" ? 4 : 8);
  if (high < 0xd800 || high > 0xdbff || !reader.startsWith("\\u")) return high;
  const low = reader.attempt(() => {
    reader.skip("\\u");
    const value = takeHexadecimal(reader, 4);
    return value >= 0xdc00 && value <= 0xdfff ? value : undefined;
  });
  return low === undefined ? high : 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

function character(value: number): Escape {
  return { kind: "character", codePoint: value };
}

export function escapedCharacters(found: Escape): CharacterSet {
  return found.kind === "class" ? found.characters : characterSet([[found.codePoint, found.codePoint]]);
}
