import {
  choice,
  type Expression,
  NOTHING,
  optional,
  repeat,
  sequence,
  text,
} from "../automaton/expression.ts";
import type { Facts } from "./facts.ts";
import { bracketed, COMPACT } from "./json-syntax.ts";
import { schemaError } from "./schema-error.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

/** More items than an answer can hold: a longer minimum could never be reached. */
const MAXIMUM_MINIMUM_ITEMS = 32_768;
const MAXIMUM_PREFIX = 500;

export function arrayExpression(facts: Facts, translator: SchemaTranslator): Expression {
  const { arrays, minimumItems } = facts;
  if (minimumItems > MAXIMUM_MINIMUM_ITEMS) {
    throw schemaError(facts.path, `'minItems' ${minimumItems} exceeds limit of ${MAXIMUM_MINIMUM_ITEMS}`);
  }
  const prefixLength = Math.max(0, ...arrays.map(({ prefix }) => prefix.length));
  if (prefixLength > MAXIMUM_PREFIX) {
    throw schemaError(facts.path, `'prefixItems' exceeds limit of ${MAXIMUM_PREFIX}`);
  }
  const item = (index: number) =>
    translator.value(arrays.flatMap((view) => view.prefix[index] ?? view.items ?? []));
  const rest = item(prefixLength);
  const maximumItems = rest === NOTHING ? Math.min(facts.maximumItems, prefixLength) : facts.maximumItems;
  if (minimumItems > maximumItems) return NOTHING;
  if (prefixLength === 0) return bracketed(COMPACT, ["[", "]"], rest, minimumItems, maximumItems);
  const prefix = Array.from({ length: prefixLength }, (_, index) => item(index));
  return sequence(text("["), prefixed(prefix, rest, minimumItems, maximumItems), text("]"));
}

/** Items of their own kinds first, then as many of the last kind as the bounds allow. */
function prefixed(
  prefix: readonly Expression[],
  rest: Expression,
  minimum: number,
  maximum: number,
): Expression {
  const separated = (item: Expression, index: number) => (index === 0 ? item : sequence(COMPACT.comma, item));
  const least = Math.max(0, minimum - prefix.length);
  const most = maximum - prefix.length;
  let tail = most > 0 ? repeat(sequence(COMPACT.comma, rest), least, most) : sequence();
  for (let index = Math.min(prefix.length, maximum) - 1; index >= 0; index--) {
    const filled = sequence(separated(prefix[index]!, index), tail);
    tail = index < minimum ? filled : optional(filled);
  }
  return choice(tail);
}
