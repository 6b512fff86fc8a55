import { ConstraintError } from "../constraint-error.ts";
import { type CharacterSet, characterSet, complement, union } from "./character-set.ts";
import { type Escape, escapedCharacters, parseEscape } from "./parse-escape.ts";
import type { PatternReader } from "./pattern-reader.ts";

/** Reads a class behind its opening bracket, up to and with the closing one. */
export function parseBracketClass(reader: PatternReader): CharacterSet {
  const negative = reader.skip("^");
  const parts: CharacterSet[] = [];
  while (!reader.skip("]")) {
    const low = member(reader);
    const isRange = reader.peek() === "-" && reader.peek(1) !== "]" && reader.peek(1) !== "";
    if (low.kind === "class" || !isRange) {
      parts.push(escapedCharacters(low));
      continue;
    }
    reader.skip("-");
    const high = member(reader);
    if (high.kind === "class")
      parts.push(escapedCharacters(low), characterSet([[0x2d, 0x2d]]), high.characters);
    else if (high.codePoint < low.codePoint) throw new ConstraintError("has a range out of order");
    else parts.push(characterSet([[low.codePoint, high.codePoint]]));
  }
  const characters = union(...parts);
  return negative ? complement(characters) : characters;
}

function member(reader: PatternReader): Escape {
  if (reader.startsWith("[:")) throw new ConstraintError("has a POSIX class, which is not supported");
  if (reader.skip("\\")) {
    if (reader.skip("b")) return { kind: "character", codePoint: 8 };
    return parseEscape(reader);
  }
  return { kind: "character", codePoint: reader.take().codePointAt(0)! };
}
