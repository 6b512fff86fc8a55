import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** Deeper than any real function's parameters; below it anything goes. */
const MAXIMUM_DEPTH = 16;

const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

/**
 * The part of a non-strict function's schema that guides generation. Such arguments are only sure
 * to be a JSON object, so what is unusual or wrong in the schema is left out instead of refused.
 */
export function relaxSchema(schema: JsonObject | undefined): JsonObject {
  const relaxed = relax(schema ?? {}, 0);
  const definitions = relaxDefinitions(schema);
  return { ...relaxed, type: "object", ...(definitions !== undefined && { $defs: definitions }) };
}

function relaxDefinitions(schema: JsonObject | undefined): JsonObject | undefined {
  const definitions = schema?.$defs ?? schema?.definitions;
  if (!isJsonObject(definitions)) return undefined;
  return Object.fromEntries(Object.entries(definitions).map(([name, value]) => [name, relax(value, 1)]));
}

function relax(schema: JsonValue, depth: number): JsonObject {
  if (!isJsonObject(schema) || depth > MAXIMUM_DEPTH) return {};
  const reference = relaxReference(schema.$ref);
  if (reference !== undefined) return reference;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return { enum: schema.enum };
  if (schema.const !== undefined) return { const: schema.const };
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices) && choices.length > 0) {
    return { anyOf: choices.map((choice: JsonValue) => relax(choice, depth + 1)) };
  }
  const type = relaxType(schema);
  return {
    ...(type !== undefined && { type }),
    ...(isJsonObject(schema.properties) && relaxProperties(schema.properties, schema, depth)),
    ...(isJsonObject(schema.items) && { items: relax(schema.items, depth + 1) }),
  };
}

function relaxReference(reference: JsonValue | undefined): JsonObject | undefined {
  if (typeof reference !== "string") return undefined;
  if (reference === "#") return { type: "object" };
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
  return name === undefined ? {} : { $ref: `#/$defs/${name}` };
}

function relaxType(schema: JsonObject): JsonValue | undefined {
  const { type } = schema;
  if (typeof type === "string") return TYPES.has(type) ? type : undefined;
  if (Array.isArray(type)) {
    const known = type.filter((each: JsonValue) => typeof each === "string" && TYPES.has(each));
    return known.length > 0 ? known : undefined;
  }
  return isJsonObject(schema.properties) ? "object" : undefined;
}

/** Properties that are not declared are kept out unless the schema lets them in. */
function relaxProperties(properties: JsonObject, schema: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(properties).map(([key, value]) => [key, relax(value, depth + 1)]);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const extra = schema.additionalProperties;
  return {
    properties: Object.fromEntries(entries),
    required: required.filter((key: JsonValue) => typeof key === "string" && Object.hasOwn(properties, key)),
    ...(extra !== true && !isJsonObject(extra) && entries.length > 0 && { additionalProperties: false }),
  };
}
