import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** Nesting that is spelled out; what lies deeper is only named. */
const MAXIMUM_DEPTH = 6;

/**
 * The shape of a schema in a few words:
 *
 *     {city: string, unit?: "celsius" | "fahrenheit"}
 *
 * Descriptions are kept apart: small models copy what stands beside a name as its value.
 */
export function schemaSignature(schema: JsonObject): string {
  return describe(schema, schema, 0);
}

/** The members of an object schema, without the braces: the parameter list of a function. */
export function parameterSignature(schema: JsonObject): string {
  return members(schema, schema, 0);
}

/** What a schema says of its members: `city is the name of the city. place.x is degrees east.` */
export function schemaRemarks(schema: JsonObject): string {
  return collectRemarks(schema, schema, "", 0).join(" ");
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
    return schema.type.map((type: JsonValue) => describe({ ...schema, type }, root, depth + 1)).join(" | ");
  }
  if (schema.type === "array") return `list of ${describe(schema.items, root, depth + 1)}`;
  if (isJsonObject(schema.properties) && schema.type !== "null") return `{${members(schema, root, depth)}}`;
  return typeof schema.type === "string" ? schema.type : "any";
}

function members(schema: JsonObject, root: JsonObject, depth: number): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return propertiesOf(schema)
    .map(([name, property]) => {
      const optional = required.includes(name) ? "" : "?";
      return `${name}${optional}: ${describe(property, root, depth + 1)}`;
    })
    .join(", ");
}

function collectRemarks(schema: JsonObject, root: JsonObject, path: string, depth: number): string[] {
  if (depth > MAXIMUM_DEPTH) return [];
  return propertiesOf(schema).flatMap(([name, property]) => {
    const whole = follow(property, root);
    if (whole === undefined) return [];
    const inner = whole.type === "array" ? follow(whole.items, root) : whole;
    return [
      ...remark(
        path + name,
        isJsonObject(property) ? (property.description ?? whole.description) : undefined,
      ),
      ...(inner === undefined ? [] : collectRemarks(inner, root, `${path}${name}.`, depth + 1)),
    ];
  });
}

function remark(name: string, description: JsonValue | undefined): string[] {
  const text =
    typeof description === "string"
      ? description
          .trim()
          .replace(/\s*\n\s*|[.\s]+$/g, " ")
          .trim()
      : "";
  if (text === "") return [];
  const isWord = /^[A-Z][a-z]/.test(text);
  return [`${name} is ${isWord ? text[0]!.toLowerCase() + text.slice(1) : text}.`];
}

function propertiesOf(schema: JsonObject): [string, JsonValue][] {
  return isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
}

function follow(schema: JsonValue | undefined, root: JsonObject): JsonObject | undefined {
  const target =
    isJsonObject(schema) && typeof schema.$ref === "string" ? resolve(schema.$ref, root) : schema;
  return isJsonObject(target) ? target : undefined;
}

function resolve(reference: string, root: JsonObject): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const key of reference.split("/").slice(1)) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
