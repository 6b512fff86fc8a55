import { ConstraintError } from "../constraint-error.ts";
import { compareDecimals, decimalOf } from "./decimal.ts";
import type { Facts, SchemaNode } from "./facts.ts";
import {
  equalJson,
  isArray,
  isObject,
  JSON_TYPES,
  type JsonObject,
  type JsonType,
  type JsonValue,
} from "./json-value.ts";
import { INEXPRESSIBLE, KEYWORD_TYPE } from "./keyword-types.ts";
import type { NumberBound } from "./number-language.ts";
import { schemaError } from "./schema-error.ts";

/** Called for a keyword that cannot be enforced, or is malformed: throws in strict mode. */
export type OnUnenforced = (problem: ConstraintError) => void;

/** Adds what one schema object says, references and `allOf` excepted. */
export function addFacts(
  facts: Facts,
  node: SchemaNode,
  schema: JsonObject,
  onUnenforced: OnUnenforced,
): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (node.without?.has(keyword)) continue;
    const implied = KEYWORD_TYPE.get(keyword);
    if (implied !== undefined) facts.impliedTypes.add(implied);
    attempt(onUnenforced, () => {
      if (isInexpressible(keyword, value)) throw schemaError(node.path, `'${keyword}' is not permitted`);
      if (Object.hasOwn(HANDLERS, keyword)) HANDLERS[keyword]!(facts, node, value, keyword);
    });
  }
  attempt(onUnenforced, () => addObjectView(facts, node, schema));
  attempt(onUnenforced, () => addArrayView(facts, node, schema));
}

function attempt(onUnenforced: OnUnenforced, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    onUnenforced(error);
  }
}

/** `uniqueItems: false` and the like ask for nothing. */
function isInexpressible(keyword: string, value: JsonValue): boolean {
  if (!INEXPRESSIBLE.has(keyword)) return false;
  if (keyword === "uniqueItems") return value === true;
  return keyword.startsWith("unevaluated") ? value !== true : true;
}

type Handler = (facts: Facts, node: SchemaNode, value: JsonValue, keyword: string) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  type: addType,
  enum: (facts, node, value, keyword) => {
    if (!isArray(value)) throw malformed(node, keyword, "an array");
    addValues(facts, value);
  },
  const: (facts, _, value) => addValues(facts, [value]),
  anyOf: addChoices,
  oneOf: (facts, node, value, keyword) => {
    addChoices(facts, node, value, keyword);
    // That no other alternative holds as well is not enforced.
    throw schemaError(node.path, "'oneOf' is not permitted");
  },
  minimum: (facts, ...rest) => addLower(facts, bound(false, ...rest)),
  exclusiveMinimum: (facts, ...rest) => addLower(facts, bound(true, ...rest)),
  maximum: (facts, ...rest) => addUpper(facts, bound(false, ...rest)),
  exclusiveMaximum: (facts, ...rest) => addUpper(facts, bound(true, ...rest)),
  multipleOf: (facts, node, value, keyword) => {
    const { value: multiple } = bound(false, node, value, keyword);
    if (multiple.digits <= 0n) throw malformed(node, keyword, "more than 0");
    facts.multiples.push(multiple);
  },
  pattern: (facts, node, value, keyword) => {
    if (typeof value !== "string") throw malformed(node, keyword, "a string");
    facts.patterns.push(value);
  },
  format: (facts, node, value, keyword) => {
    if (typeof value !== "string") throw malformed(node, keyword, "a string");
    facts.formats.push(value);
  },
  minLength: atLeast("minimumLength"),
  maxLength: atMost("maximumLength"),
  minItems: atLeast("minimumItems"),
  maxItems: atMost("maximumItems"),
  minProperties: atLeast("minimumProperties"),
  maxProperties: atMost("maximumProperties"),
  required: (facts, node, value, keyword) => {
    if (!isArray(value)) throw malformed(node, keyword, "an array");
    for (const name of value) if (typeof name === "string") facts.required.add(name);
  },
  propertyNames: (facts, node, value, keyword) => {
    facts.names.push(child(node, value, keyword));
  },
};

function atLeast(fact: "minimumLength" | "minimumItems" | "minimumProperties"): Handler {
  return (facts, node, value, keyword) => {
    facts[fact] = Math.max(facts[fact], size(node, keyword, value));
  };
}

function atMost(fact: "maximumLength" | "maximumItems" | "maximumProperties"): Handler {
  return (facts, node, value, keyword) => {
    facts[fact] = Math.min(facts[fact], size(node, keyword, value));
  };
}

function addType(facts: Facts, node: SchemaNode, value: JsonValue): void {
  const names = isArray(value) ? value : [value];
  const types = new Set<JsonType>();
  for (const name of names) {
    if (name !== "integer" && !JSON_TYPES.includes(name as JsonType)) {
      throw schemaError(node.path, `${JSON.stringify(name)} is not a valid type`);
    }
    types.add(name === "integer" ? "number" : (name as JsonType));
  }
  if (names.includes("integer") && !names.includes("number")) facts.isInteger = true;
  facts.types = facts.types === undefined ? types : facts.types.intersection(types);
}

function addValues(facts: Facts, values: readonly JsonValue[]): void {
  facts.values =
    facts.values === undefined
      ? values
      : facts.values.filter((known) => values.some((value) => equalJson(known, value)));
}

function addChoices(facts: Facts, node: SchemaNode, value: JsonValue, keyword: string): void {
  if (!isArray(value) || value.length === 0) throw malformed(node, keyword, "a filled array");
  const alternatives = value.map((schema, index) => ({
    schema,
    path: [...node.path, keyword, String(index)],
  }));
  facts.choices.push({ alternatives, from: node, keyword });
}

function addLower(facts: Facts, lower: NumberBound): void {
  const order = facts.lower === undefined ? 1 : compareDecimals(lower.value, facts.lower.value);
  if (order > 0 || (order === 0 && lower.isExclusive)) facts.lower = lower;
}

function addUpper(facts: Facts, upper: NumberBound): void {
  const order = facts.upper === undefined ? -1 : compareDecimals(upper.value, facts.upper.value);
  if (order < 0 || (order === 0 && upper.isExclusive)) facts.upper = upper;
}

function addObjectView(facts: Facts, node: SchemaNode, schema: JsonObject): void {
  const { properties, patternProperties, additionalProperties } = schema;
  if (properties === undefined && patternProperties === undefined && additionalProperties === undefined)
    return;
  const children = (keyword: string, value: JsonValue | undefined): Map<string, SchemaNode> => {
    if (value === undefined) return new Map();
    if (!isObject(value)) throw malformed(node, keyword, "an object");
    return new Map(Object.entries(value).map(([name, item]) => [name, child(node, item, keyword, name)]));
  };
  facts.objects.push({
    properties: children("properties", properties),
    patterns: children("patternProperties", patternProperties),
    additional:
      additionalProperties === undefined
        ? undefined
        : child(node, additionalProperties, "additionalProperties"),
  });
}

/** Before 2020-12, `items` could be the prefix, and `additionalItems` what follows it. */
function addArrayView(facts: Facts, node: SchemaNode, schema: JsonObject): void {
  const { items, prefixItems, additionalItems } = schema;
  const [prefixKeyword, prefix] = isArray(items) ? ["items", items] : ["prefixItems", prefixItems ?? []];
  const [restKeyword, rest] = isArray(items) ? ["additionalItems", additionalItems] : ["items", items];
  if (!isArray(prefix)) throw malformed(node, "prefixItems", "an array");
  if (prefix.length === 0 && rest === undefined) return;
  facts.arrays.push({
    prefix: prefix.map((item, index) => child(node, item, prefixKeyword as string, String(index))),
    items: rest === undefined ? undefined : child(node, rest as JsonValue, restKeyword as string),
  });
}

function child(node: SchemaNode, schema: JsonValue, ...keys: readonly string[]): SchemaNode {
  return { schema, path: [...node.path, ...keys] };
}

function bound(isExclusive: boolean, node: SchemaNode, value: JsonValue, keyword: string): NumberBound {
  if (typeof value !== "number" || !Number.isFinite(value)) throw malformed(node, keyword, "a number");
  return { value: decimalOf(value), isExclusive };
}

function size(node: SchemaNode, keyword: string, value: JsonValue): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw malformed(node, keyword, "a non-negative integer");
  }
  return value;
}

function malformed(node: SchemaNode, keyword: string, expected: string): Error {
  return schemaError(node.path, `'${keyword}' must be ${expected}`);
}
