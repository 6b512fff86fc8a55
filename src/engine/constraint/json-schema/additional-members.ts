import { choice, type Expression, NOTHING, sequence, text } from "../automaton/expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import { type TextLanguage, textAutomaton } from "../text/text-language.ts";
import type { Facts, SchemaNode } from "./facts.ts";
import { anyString, COMPACT, UNBOUNDED } from "./json-syntax.ts";
import { schemaError } from "./schema-error.ts";
import { textLanguage } from "./string-expression.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

/**
 * A member that `properties` does not name, or undefined where there is none. Where schemas leave
 * open whether there may be others, there are none: answers hold what was asked for.
 */
export function additionalMembers(facts: Facts, translator: SchemaTranslator): Expression | undefined {
  const { objects } = facts;
  const patterns = [...new Set(objects.flatMap((view) => [...view.patterns.keys()]))];
  const kinds = patterns.map((pattern) => {
    const nodes = objects.flatMap((view) => view.patterns.get(pattern) ?? view.additional ?? []);
    // A name that two patterns match would need both values; such names are left out.
    const avoiding = patterns.filter((other) => other !== pattern);
    return member({ containing: [pattern], avoiding }, nodes, facts, translator);
  });
  const isClosed = objects.length > 0 && objects.every(({ additional }) => additional === undefined);
  if (!isClosed) {
    const nodes = objects.flatMap(({ additional }) => additional ?? []);
    kinds.push(member({ avoiding: patterns }, nodes, facts, translator));
  }
  const possible = kinds.filter((kind) => kind !== NOTHING);
  return possible.length === 0 ? undefined : choice(...possible);
}

/** What `propertyNames` says, or undefined where it says nothing. */
export function factsOfNames(facts: Facts, translator: SchemaTranslator): Facts | undefined {
  const names = translator.collect(facts.names);
  if (names === undefined) return undefined;
  if (names.choices.length > 0 || names.values !== undefined) {
    translator.refuse(
      schemaError(names.path, "'propertyNames' can only use 'pattern', 'format' and lengths"),
    );
  }
  return names;
}

function member(
  language: TextLanguage,
  nodes: readonly SchemaNode[],
  facts: Facts,
  translator: SchemaTranslator,
): Expression {
  const value = translator.value(nodes);
  const name = value === NOTHING ? NOTHING : nameExpression(language, facts, translator);
  return name === NOTHING ? NOTHING : sequence(name, COMPACT.colon, value);
}

function nameExpression(language: TextLanguage, facts: Facts, translator: SchemaTranslator): Expression {
  const names = factsOfNames(facts, translator);
  const own = names === undefined ? {} : textLanguage(names, translator);
  const except = facts.objects.flatMap(({ properties }) => [...properties.keys()]);
  const whole: TextLanguage = {
    ...own,
    ...language,
    containing: [...(own.containing ?? []), ...(language.containing ?? [])],
    except,
  };
  if (
    except.length === 0 &&
    names === undefined &&
    language.containing === undefined &&
    !language.avoiding?.length
  ) {
    return translator.shared("name", () => anyString(0, UNBOUNDED));
  }
  try {
    const automaton = textAutomaton(whole);
    const content: Expression = { kind: "automaton", automaton, encoding: "json-string" };
    return translator.builder.rule(sequence(text('"'), content, text('"')));
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    translator.refuse(schemaError(facts.path, `additional properties: the names' pattern ${error.message}`));
    return NOTHING;
  }
}
