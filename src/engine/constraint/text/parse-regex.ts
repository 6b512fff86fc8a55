import { ConstraintError } from "../constraint-error.ts";
import { ANY_BUT_LINE_ENDS } from "./character-classes.ts";
import { characterSet } from "./character-set.ts";
import { parseBracketClass } from "./parse-bracket-class.ts";
import { escapedCharacters, parseEscape } from "./parse-escape.ts";
import { PatternReader } from "./pattern-reader.ts";
import type { RegexSyntax } from "./regex-syntax.ts";

const MAXIMUM_PATTERN_LENGTH = 8_192;
const MAXIMUM_GROUP_DEPTH = 100;

const EMPTY: RegexSyntax = { kind: "sequence", items: [] };

/**
 * Parses a regular expression as ECMAScript writes them, with the spellings of Rust's `regex` that
 * have the same meaning (`(?P<name>…)`, `\A`, `\z`). Errors complete a sentence about the pattern:
 * "… has a backreference, which is not supported".
 */
export function parseRegex(pattern: string): RegexSyntax {
  if (pattern.length > MAXIMUM_PATTERN_LENGTH) {
    throw new ConstraintError(`is longer than ${MAXIMUM_PATTERN_LENGTH} characters`);
  }
  const reader = new PatternReader(pattern);
  const result = choice(reader, 0);
  if (!reader.done) throw new ConstraintError("has an unmatched ')'");
  return result;
}

function choice(reader: PatternReader, depth: number): RegexSyntax {
  if (depth > MAXIMUM_GROUP_DEPTH) throw new ConstraintError("has groups nested too deeply");
  const items = [sequence(reader, depth)];
  while (reader.skip("|")) items.push(sequence(reader, depth));
  return items.length === 1 ? items[0]! : { kind: "choice", items };
}

function sequence(reader: PatternReader, depth: number): RegexSyntax {
  const items: RegexSyntax[] = [];
  while (!reader.done && reader.peek() !== "|" && reader.peek() !== ")") {
    items.push(quantified(reader, atom(reader, depth)));
  }
  return items.length === 1 ? items[0]! : { kind: "sequence", items };
}

function atom(reader: PatternReader, depth: number): RegexSyntax {
  const character = reader.take();
  switch (character) {
    case "(":
      return group(reader, depth + 1);
    case "[":
      return { kind: "characters", characters: parseBracketClass(reader) };
    case ".":
      return { kind: "characters", characters: ANY_BUT_LINE_ENDS };
    case "^":
      return { kind: "start" };
    case "$":
      return { kind: "end" };
    case "\\":
      return parseBackslash(reader);
    case "*":
    case "+":
    case "?":
      throw new ConstraintError("has a quantifier with nothing to repeat");
    default: {
      const codePoint = character.codePointAt(0)!;
      return { kind: "characters", characters: characterSet([[codePoint, codePoint]]) };
    }
  }
}

function parseBackslash(reader: PatternReader): RegexSyntax {
  if (reader.skip("A")) return { kind: "start" };
  if (reader.skip("z") || reader.skip("Z")) return { kind: "end" };
  if (reader.skip("b") || reader.skip("B"))
    throw new ConstraintError("has a word boundary, which is not supported");
  return { kind: "characters", characters: escapedCharacters(parseEscape(reader)) };
}

function group(reader: PatternReader, depth: number): RegexSyntax {
  let wrap = (item: RegexSyntax): RegexSyntax => item;
  if (reader.skip("?=")) wrap = (item) => ({ kind: "lookahead", item, negative: false });
  else if (reader.skip("?!")) wrap = (item) => ({ kind: "lookahead", item, negative: true });
  else if (reader.startsWith("?<=") || reader.startsWith("?<!")) {
    throw new ConstraintError("has a lookbehind, which is not supported");
  } else if (reader.skip("?<") || reader.skip("?P<")) {
    reader.takeWhile((next) => next !== ">");
    reader.skip(">");
  } else if (!reader.skip("?:") && reader.startsWith("?")) {
    throw new ConstraintError("has an inline flag, which is not supported");
  }
  const item = choice(reader, depth);
  if (!reader.skip(")")) throw new ConstraintError("has an unclosed group");
  return wrap(item);
}

function quantified(reader: PatternReader, item: RegexSyntax): RegexSyntax {
  const bounds = quantifier(reader);
  if (bounds === undefined) return item;
  reader.skip("?"); // lazy: the same texts
  if (quantifier(reader) !== undefined) throw new ConstraintError("has two quantifiers in a row");
  const { minimum, maximum } = bounds;
  if (minimum > maximum) throw new ConstraintError("has a repetition whose bounds are out of order");
  return maximum === 0 ? EMPTY : { kind: "repeat", item, minimum, maximum };
}

function quantifier(reader: PatternReader): { minimum: number; maximum: number } | undefined {
  if (reader.skip("*")) return { minimum: 0, maximum: Number.POSITIVE_INFINITY };
  if (reader.skip("+")) return { minimum: 1, maximum: Number.POSITIVE_INFINITY };
  if (reader.skip("?")) return { minimum: 0, maximum: 1 };
  return reader.attempt(() => braces(reader));
}

/** `{2}`, `{2,}`, `{2,5}`; braces around anything else are plain characters. */
export function braces(reader: PatternReader): { minimum: number; maximum: number } | undefined {
  if (!reader.skip("{")) return undefined;
  const isDigit = (next: string) => /[0-9]/.test(next);
  const low = reader.takeWhile(isDigit, 15);
  const comma = reader.skip(",");
  const high = comma ? reader.takeWhile(isDigit, 15) : low;
  if (low === "" || !reader.skip("}")) return undefined;
  return { minimum: Number(low), maximum: high === "" ? Number.POSITIVE_INFINITY : Number(high) };
}
