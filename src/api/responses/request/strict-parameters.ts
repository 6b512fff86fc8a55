import type { JsonObject, JsonValue } from "../../../inference/index.ts";

/** What the strict subset is sure to take, whatever the values. */
const KEYWORDS = new Set([
  ...["type", "enum", "const", "anyOf", "$ref", "$defs", "definitions"],
  ...["properties", "required", "additionalProperties"],
  ...["items", "minItems", "maxItems"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["title", "description", "$schema", "$comment", "examples"],
]);

/** As the service bounds it. */
const MAXIMUM_NESTING = 10;

/**
 * The schema of a function that does not say whether it is strict, made strict: objects are closed,
 * and all that they may hold they have to. Undefined where the schema says something that the strict
 * subset cannot.
 */
export function toStrictParameters(schema: JsonObject): JsonObject | undefined {
  if (schema.type !== "object" || schema.anyOf !== undefined) return undefined;
  return closed(schema, 1);
}

function closed(schema: JsonObject, depth: number): JsonObject | undefined {
  if (depth > MAXIMUM_NESTING || !Object.keys(schema).every((keyword) => KEYWORDS.has(keyword)))
    return undefined;
  const strict: Record<string, JsonValue> = { ...schema };
  if (isObjectSchema(schema)) {
    const { properties = {}, additionalProperties = false } = schema;
    if (additionalProperties !== false || !isObject(properties)) return undefined;
    strict.properties = properties;
    strict.additionalProperties = false;
    strict.required = Object.keys(properties);
  }
  for (const keyword of ["properties", "$defs", "definitions"] as const) {
    if (strict[keyword] === undefined) continue;
    const members = closedMembers(strict[keyword], depth + 1);
    if (members === undefined) return undefined;
    strict[keyword] = members;
  }
  if (strict.items !== undefined) {
    const items = isObject(strict.items) ? closed(strict.items, depth + 1) : undefined;
    if (items === undefined) return undefined;
    strict.items = items;
  }
  if (strict.anyOf !== undefined) {
    if (!Array.isArray(strict.anyOf)) return undefined;
    const branches = strict.anyOf.map((branch: JsonValue) =>
      isObject(branch) ? closed(branch, depth) : undefined,
    );
    if (branches.includes(undefined)) return undefined;
    strict.anyOf = branches as JsonObject[];
  }
  return strict;
}

function closedMembers(members: JsonValue, depth: number): JsonObject | undefined {
  if (!isObject(members)) return undefined;
  const entries = Object.entries(members).map(([name, member]) => [
    name,
    isObject(member) ? closed(member, depth) : undefined,
  ]);
  return entries.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(entries);
}

function isObjectSchema({ type, properties }: JsonObject): boolean {
  return properties !== undefined || type === "object" || (Array.isArray(type) && type.includes("object"));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
