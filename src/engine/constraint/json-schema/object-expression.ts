import { type Expression, NOTHING, sequence, text } from "../automaton/expression.ts";
import { matchesPattern } from "../text/text-language.ts";
import { additionalMembers, factsOfNames } from "./additional-members.ts";
import type { Facts, SchemaNode } from "./facts.ts";
import { bracketed, COMPACT, UNBOUNDED } from "./json-syntax.ts";
import { type Member, memberList } from "./member-list.ts";
import { schemaError } from "./schema-error.ts";
import { satisfiesString } from "./string-expression.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

/** Beyond this many optional members in front of a required one, the grammar would grow too large. */
const MAXIMUM_OPTIONAL_MEMBERS = 500;

/** An object whose known members stand in the order of `properties`, followed by any others. */
export function objectExpression(facts: Facts, translator: SchemaTranslator): Expression {
  const members = knownMembers(facts, translator);
  if (members === undefined) return NOTHING;
  const others = additionalMembers(facts, translator);
  const { minimumProperties, maximumProperties } = facts;
  if (members.length === 0) {
    if (others === undefined || maximumProperties === 0) return minimumProperties > 0 ? NOTHING : text("{}");
    return bracketed(COMPACT, ["{", "}"], others, minimumProperties, maximumProperties);
  }
  if (!countIsCertain(members, others, facts)) {
    translator.refuse(schemaError(facts.path, "'minProperties' and 'maxProperties' are not permitted"));
  }
  if (members.filter(({ isRequired }) => !isRequired).length > MAXIMUM_OPTIONAL_MEMBERS) {
    translator.refuse(schemaError(facts.path, `more than ${MAXIMUM_OPTIONAL_MEMBERS} optional properties`));
    return translator.any.object;
  }
  return sequence(text("{"), memberList(members, others, translator.builder), text("}"));
}

/** undefined where a required member can have no value. */
function knownMembers(facts: Facts, translator: SchemaTranslator): Member[] | undefined {
  const names = new Set([
    ...facts.objects.flatMap(({ properties }) => [...properties.keys()]),
    ...facts.required,
  ]);
  const nameFacts = factsOfNames(facts, translator);
  const members: Member[] = [];
  for (const name of names) {
    const isRequired = facts.required.has(name);
    const isAllowed = nameFacts === undefined || satisfiesString(name, nameFacts, translator);
    const value = isAllowed ? memberValue(name, facts, translator) : NOTHING;
    if (value === NOTHING && isRequired) return undefined;
    if (value === NOTHING) continue;
    members.push({ expression: sequence(text(JSON.stringify(name)), COMPACT.colon, value), isRequired });
  }
  return members;
}

function memberValue(name: string, { objects }: Facts, translator: SchemaTranslator): Expression {
  const nodes = objects.flatMap(({ properties, patterns, additional }): SchemaNode[] => {
    const own = properties.get(name);
    const matching = [...patterns]
      .filter(([pattern]) => matchesPattern(pattern, name))
      .map(([, node]) => node);
    const found = own === undefined ? matching : [own, ...matching];
    return found.length > 0 || additional === undefined ? found : [additional];
  });
  return translator.value(nodes);
}

function countIsCertain(members: readonly Member[], others: Expression | undefined, facts: Facts): boolean {
  const least = members.filter(({ isRequired }) => isRequired).length;
  const most = others === undefined ? members.length : UNBOUNDED;
  return facts.minimumProperties <= least && most <= facts.maximumProperties;
}
