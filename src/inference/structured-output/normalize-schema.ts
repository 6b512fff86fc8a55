import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { depthOf } from "./json-depth.ts";
import { PatternCheck } from "./pattern-check.ts";
import type { SchemaUse } from "./schema-verdict.ts";
import { validateStrictSchema } from "./strict-schema.ts";

/**
 * The strict schema that a request means which does not say whether it is strict, as the Responses
 * API reads it: closed objects, every property required, no defaults. Undefined where that is no
 * strict schema either; the request then stays as it is and is not strict.
 */
export function normalizeToStrict(
  schema: JsonValue,
  use: SchemaUse,
  patterns = new PatternCheck(),
): JsonObject | undefined {
  if (!isJsonObject(schema) || depthOf(schema) > MAXIMUM_DEPTH) return undefined;
  const normalized = normalize(schema);
  return validateStrictSchema(normalized, use, patterns).ok ? normalized : undefined;
}

const MAXIMUM_DEPTH = 200;

function normalize(schema: JsonObject): JsonObject {
  const { default: _, ...rest } = schema;
  const { properties, items, anyOf, $defs, definitions } = rest;
  const isOpen = isJsonObject(properties) || includesObject(rest.type);
  return {
    ...rest,
    ...(isOpen && { additionalProperties: rest.additionalProperties ?? false, ...closed(properties) }),
    ...(isJsonObject(items) && { items: normalize(items) }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(normalizeAny) }),
    ...(isJsonObject($defs) && { $defs: normalizeEach($defs) }),
    ...(isJsonObject(definitions) && { definitions: normalizeEach(definitions) }),
  };
}

function closed(properties: JsonValue | undefined): JsonObject {
  if (!isJsonObject(properties)) return {};
  return { properties: normalizeEach(properties), required: Object.keys(properties) };
}

function normalizeEach(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, normalizeAny(schema)]));
}

function normalizeAny(schema: JsonValue): JsonValue {
  return isJsonObject(schema) ? normalize(schema) : schema;
}

function includesObject(type: JsonValue | undefined): boolean {
  return Array.isArray(type) ? type.includes("object") : type === "object";
}
