import { type Expression, NOTHING, sequence, text } from "../automaton/expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import { acceptsText, type CharacterAutomaton } from "../text/character-automaton.ts";
import { patternProblem, type TextLanguage, textAutomaton } from "../text/text-language.ts";
import type { Facts } from "./facts.ts";
import { FORMATS } from "./formats.ts";
import { anyString } from "./json-syntax.ts";
import { schemaError } from "./schema-error.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

/** More characters than an answer can hold: a longer minimum could never be reached. */
const MAXIMUM_MINIMUM_LENGTH = 100_000;

export function stringExpression(facts: Facts, translator: SchemaTranslator): Expression {
  const { minimumLength, maximumLength } = facts;
  if (minimumLength > maximumLength) return NOTHING;
  if (minimumLength > MAXIMUM_MINIMUM_LENGTH) {
    throw schemaError(facts.path, `'minLength' ${minimumLength} exceeds limit of ${MAXIMUM_MINIMUM_LENGTH}`);
  }
  const language = textLanguage(facts, translator);
  return translator.shared(`string ${JSON.stringify(language)} ${maximumLength}`, () => {
    const automaton = enforcedText(language, facts, translator);
    if (automaton === undefined) return anyString(minimumLength, maximumLength);
    return sequence(text('"'), { kind: "automaton", automaton, encoding: "json-string" }, text('"'));
  });
}

/** Whether a string satisfies what the facts say of strings. */
export function satisfiesString(value: string, facts: Facts, translator: SchemaTranslator): boolean {
  const { length } = [...value];
  if (length < facts.minimumLength || length > facts.maximumLength) return false;
  const automaton = enforcedText(textLanguage(facts, translator), facts, translator);
  return automaton === undefined || acceptsText(automaton, value);
}

/** What the facts say of strings, as far as it can be enforced. */
export function textLanguage(facts: Facts, translator: SchemaTranslator): TextLanguage {
  const { path, minimumLength, maximumLength } = facts;
  const matching = facts.formats.flatMap((format) => {
    if (Object.hasOwn(FORMATS, format)) return [FORMATS[format]!];
    translator.refuse(schemaError(path, `'${format}' is not a valid format`));
    return [];
  });
  const containing = facts.patterns.filter((pattern) => {
    const problem = patternProblem(pattern);
    if (problem !== undefined) translator.refuse(schemaError(path, `'pattern' ${problem}`));
    return problem === undefined;
  });
  return { containing, matching, minimumLength, maximumLength };
}

/** undefined where nothing but the length is, or can be, enforced. */
function enforcedText(
  language: TextLanguage,
  facts: Facts,
  translator: SchemaTranslator,
): CharacterAutomaton | undefined {
  const { containing = [], matching = [] } = language;
  if (containing.length === 0 && matching.length === 0) return undefined;
  try {
    return rememberedAutomaton(language);
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    translator.refuse(
      schemaError(facts.path, `'${containing.length > 0 ? "pattern" : "format"}' ${error.message}`),
    );
    return undefined;
  }
}

const remembered = new Map<string, CharacterAutomaton>();
const MAXIMUM_REMEMBERED = 64;

/** The same few formats and patterns come back with every schema. */
function rememberedAutomaton(language: TextLanguage): CharacterAutomaton {
  const key = `${JSON.stringify(language)} ${language.maximumLength}`;
  const automaton = remembered.get(key) ?? textAutomaton(language);
  remembered.delete(key);
  remembered.set(key, automaton);
  const [oldest] = remembered.keys();
  if (remembered.size > MAXIMUM_REMEMBERED) remembered.delete(oldest!);
  return automaton;
}
