import { ESCAPED_IN_JSON } from "../automaton/encode-characters.ts";
import {
  choice,
  EMPTY,
  type Expression,
  type GrammarBuilder,
  optional,
  repeat,
  sequence,
  text,
} from "../automaton/expression.ts";
import { ALL_CHARACTERS, characterSet, charactersOf, difference } from "../text/character-set.ts";
import { MAXIMUM_FRACTION_DIGITS, MAXIMUM_WHOLE_DIGITS } from "./number-language.ts";

export const UNBOUNDED = Number.POSITIVE_INFINITY;

/** Where a grammar lets white space stand. */
export interface JsonLayout {
  readonly comma: Expression;
  readonly colon: Expression;
  /** Behind an opening and in front of a closing bracket. */
  readonly padding: Expression;
}

const SPACE = optional(text(" "));

/** On one line, with or without a space behind commas and colons: white space cannot go on forever. */
export const COMPACT: JsonLayout = {
  comma: sequence(text(","), SPACE),
  colon: sequence(text(":"), SPACE),
  padding: EMPTY,
};

const LINE = optional(
  choice(
    text(" "),
    sequence(text("\n"), repeat({ kind: "characters", characters: charactersOf(" \t") }, 0, 40)),
  ),
);

/** On one line or indented. */
export const INDENTED: JsonLayout = {
  comma: sequence(text(","), LINE),
  colon: sequence(text(":"), SPACE),
  padding: LINE,
};

const characters = (set: readonly number[]): Expression => ({ kind: "characters", characters: set });
const DIGIT = characters(charactersOf("0123456789"));
const HEXADECIMAL = characters(charactersOf("0123456789abcdefABCDEF"));

/** Escapes of one character by number: surrogates only in pairs, so that every string is well formed. */
const UNICODE_ESCAPE = sequence(
  text("\\u"),
  choice(
    sequence(characters(charactersOf("0123456789abcefABCEF")), HEXADECIMAL, HEXADECIMAL, HEXADECIMAL),
    sequence(characters(charactersOf("dD")), characters(charactersOf("01234567")), HEXADECIMAL, HEXADECIMAL),
    sequence(
      characters(charactersOf("dD")),
      characters(charactersOf("89abAB")),
      HEXADECIMAL,
      HEXADECIMAL,
      text("\\u"),
      characters(charactersOf("dD")),
      characters(charactersOf("cdefCDEF")),
      HEXADECIMAL,
      HEXADECIMAL,
    ),
  ),
);

/** One character of a JSON string. */
const STRING_CHARACTER = choice(
  characters(difference(ALL_CHARACTERS, ESCAPED_IN_JSON)),
  sequence(text("\\"), characters(charactersOf('"\\/bfnrt'))),
  UNICODE_ESCAPE,
);

export function anyString(minimum: number, maximum: number): Expression {
  return sequence(text('"'), repeat(STRING_CHARACTER, minimum, maximum), text('"'));
}

const NATURAL = sequence(
  characters(characterSet([[0x31, 0x39]])),
  repeat(DIGIT, 0, MAXIMUM_WHOLE_DIGITS - 1),
);

export const ANY_INTEGER = choice(text("0"), sequence(optional(text("-")), NATURAL));

/** Finite as a double: at most 19 digits and a two-digit exponent. */
export const ANY_NUMBER = sequence(
  optional(text("-")),
  choice(text("0"), NATURAL),
  optional(sequence(text("."), repeat(DIGIT, 1, MAXIMUM_FRACTION_DIGITS))),
  optional(
    sequence(characters(charactersOf("eE")), optional(characters(charactersOf("+-"))), repeat(DIGIT, 1, 2)),
  ),
);

/** `open item, item… close`, with as many items as the bounds say. */
export function bracketed(
  layout: JsonLayout,
  [open, close]: readonly [open: string, close: string],
  item: Expression,
  minimum: number,
  maximum: number,
): Expression {
  const more = repeat(sequence(layout.comma, item), Math.max(0, minimum - 1), maximum - 1);
  const filled = sequence(layout.padding, item, more, layout.padding);
  const empty = layout.padding;
  const content = maximum === 0 ? empty : minimum === 0 ? choice(empty, filled) : filled;
  return sequence(text(open), content, text(close));
}

/** Rules for JSON of any shape. */
export interface AnyJson {
  readonly value: Expression;
  readonly object: Expression;
  readonly array: Expression;
}

export function anyJson(builder: GrammarBuilder, layout: JsonLayout): AnyJson {
  const rule = builder.reserve();
  const value: Expression = { kind: "rule", rule };
  const string = builder.rule(anyString(0, UNBOUNDED));
  const number = builder.rule(ANY_NUMBER);
  const member = sequence(string, layout.colon, value);
  const object = builder.rule(bracketed(layout, ["{", "}"], member, 0, UNBOUNDED));
  const array = builder.rule(bracketed(layout, ["[", "]"], value, 0, UNBOUNDED));
  builder.define(rule, choice(object, array, string, number, text("true"), text("false"), text("null")));
  return { value, object, array };
}
