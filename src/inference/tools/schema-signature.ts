import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** Nesting that is spelled out; what lies deeper is only named. */
const MAXIMUM_DEPTH = 6;

/** Type names a reader of JSON types expects to be called otherwise. */
const NO_VALUE = "null";

/**
 * A schema in a few words, as small models read it best:
 *
 *     {city: string (Name of the city), unit?: "celsius" | "fahrenheit"}
 */
export function schemaSignature(schema: JsonObject): string {
  return describe(schema, schema, 0);
}

/** The members of an object schema, without the braces: the parameter list of a function. */
export function parameterSignature(schema: JsonObject): string {
  return members(schema, schema, 0);
}

function describe(schema: JsonValue | undefined, root: JsonObject, depth: number): string {
  if (!isJsonObject(schema)) return "any";
  if (depth > MAXIMUM_DEPTH) return typeof schema.type === "string" ? schema.type : "any";
  if (typeof schema.$ref === "string") return describe(resolve(schema.$ref, root), root, depth + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) {
    return choices.map((choice: JsonValue) => describe(choice, root, depth + 1)).join(" | ");
  }
  if (Array.isArray(schema.type)) {
    return schema.type
      .map((type: JsonValue) => (type === NO_VALUE ? NO_VALUE : describe({ ...schema, type }, root, depth)))
      .join(" | ");
  }
  if (schema.type === "array") return `list of ${describe(schema.items, root, depth + 1)}`;
  if (isJsonObject(schema.properties)) return `{${members(schema, root, depth)}}`;
  return typeof schema.type === "string" ? schema.type : "any";
}

function members(schema: JsonObject, root: JsonObject, depth: number): string {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties)
    .map(([name, property]) => {
      const optional = required.includes(name) ? "" : "?";
      return `${name}${optional}: ${describe(property, root, depth + 1)}${remark(property)}`;
    })
    .join(", ");
}

function remark(schema: JsonValue): string {
  const text = isJsonObject(schema) ? schema.description : undefined;
  return typeof text === "string" && text !== "" ? ` (${text})` : "";
}

function resolve(reference: string, root: JsonObject): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const key of reference.split("/").slice(1)) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
