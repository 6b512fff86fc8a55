import { ConstraintError } from "../constraint-error.ts";
import {
  acceptsText,
  type CharacterAutomaton,
  exploreMachine,
  MAXIMUM_CHARACTER_STATES,
} from "./character-automaton.ts";
import { ALL_CHARACTERS } from "./character-set.ts";
import { Derivatives } from "./derivative.ts";
import { parseRegex } from "./parse-regex.ts";
import { type Term, TermTable } from "./regex-term.ts";
import { END_OF_TEXT, END_SET, textsContaining, textsMatching } from "./regex-to-term.ts";

/** What a text must satisfy, all of it at once. */
export interface TextLanguage {
  /** Each must match somewhere in the text, as JSON Schema's `pattern` does. */
  readonly containing?: readonly string[];
  /** Each must match the whole text. */
  readonly matching?: readonly string[];
  /** None may match anywhere in the text. */
  readonly avoiding?: readonly string[];
  /** Texts that it must not be. */
  readonly except?: readonly string[];
  /** Texts that it must not hold anywhere. */
  readonly without?: readonly string[];
  /** Length in code points. */
  readonly minimumLength?: number;
  readonly maximumLength?: number;
}

/** @throws ConstraintError completing "the pattern …" where a pattern cannot be enforced. */
export function textAutomaton(
  language: TextLanguage,
  maximumStates = MAXIMUM_CHARACTER_STATES,
): CharacterAutomaton {
  const table = new TermTable();
  const derivatives = new Derivatives(table);
  return exploreMachine<Term>(
    {
      start: languageTerm(language, table),
      key: (term) => term.id,
      accepts: (term) => derivatives.of(term, END_OF_TEXT).nullable,
      *edges(term) {
        for (const characters of derivatives.classes(term, ALL_CHARACTERS)) {
          const target = derivatives.of(term, characters[0]!);
          if (target !== table.nothing) yield { characters, target };
        }
      },
    },
    maximumStates,
  );
}

/** Why a pattern cannot be enforced, completing "the pattern …"; undefined where its syntax is fine. */
export function patternProblem(pattern: string): string | undefined {
  try {
    textsContaining(parseRegex(pattern), new TermTable());
    return undefined;
  } catch (error) {
    if (error instanceof ConstraintError) return error.message;
    throw error;
  }
}

/** Whether a pattern matches somewhere in a text, without the risk of a backtracking matcher. */
export function matchesPattern(pattern: string, text: string): boolean {
  return acceptsText(textAutomaton({ containing: [pattern], maximumLength: text.length }), text);
}

function languageTerm(language: TextLanguage, table: TermTable): Term {
  const { containing = [], matching = [], avoiding = [], except = [], without = [] } = language;
  const { minimumLength = 0, maximumLength = Number.POSITIVE_INFINITY } = language;
  const any = table.characters(ALL_CHARACTERS);
  const end = table.characters(END_SET);
  const holding = (pattern: string) => textsContaining(parseRegex(pattern), table);
  const literal = (text: string, rest: Term): Term =>
    [...text].reduceRight((after, next) => {
      const codePoint = next.codePointAt(0)!;
      return table.sequence(table.characters([codePoint, codePoint]), after);
    }, rest);
  return table.both([
    table.sequence(table.repeat(any, minimumLength, maximumLength), end),
    ...containing.map(holding),
    ...matching.map((pattern) => textsMatching(parseRegex(pattern), table)),
    ...avoiding.map((pattern) => table.not(holding(pattern))),
    table.not(table.choice(except.map((text) => literal(text, end)))),
    ...without.map((text) => table.not(table.sequence(table.everything, literal(text, table.everything)))),
  ]);
}
