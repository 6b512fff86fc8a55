import { type Expression, sequence, text } from "../automaton/expression.ts";
import { decimalOf } from "./decimal.ts";
import type { Facts } from "./facts.ts";
import type { JsonLayout } from "./json-syntax.ts";
import { isArray, isObject, type JsonValue, typeOf } from "./json-value.ts";
import { satisfiesNumber } from "./number-language.ts";
import { schemaError } from "./schema-error.ts";
import { satisfiesString } from "./string-expression.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

/** One JSON value as it stands, with the white space of the layout. */
export function literalExpression(value: JsonValue, layout: JsonLayout): Expression {
  if (isArray(value)) {
    const items = value.map((item) => literalExpression(item, layout));
    return sequence(text("["), ...separate(items, layout), text("]"));
  }
  if (!isObject(value)) return text(JSON.stringify(value));
  const members = Object.entries(value).map(([name, item]) =>
    sequence(text(JSON.stringify(name)), layout.colon, literalExpression(item, layout)),
  );
  return sequence(text("{"), ...separate(members, layout), text("}"));
}

function separate(items: readonly Expression[], layout: JsonLayout): Expression[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [layout.comma, item]));
}

/** The values of an `enum` that satisfy everything else that is said beside it. */
export function satisfyingValues(
  values: readonly JsonValue[],
  facts: Facts,
  translator: SchemaTranslator,
): readonly JsonValue[] {
  return values.filter((value) => {
    const type = typeOf(value);
    if (facts.types !== undefined && !facts.types.has(type)) return false;
    if (typeof value === "number") return satisfiesNumber(facts, decimalOf(value));
    if (typeof value === "string") return satisfiesString(value, facts, translator);
    if (facts.impliedTypes.has(type)) {
      translator.refuse(
        schemaError(facts.path, "'enum' of objects or arrays cannot be combined with other keywords"),
      );
    }
    return true;
  });
}
