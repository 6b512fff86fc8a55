import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/** Deeper than any real function's parameters; below it anything goes. */
const MAXIMUM_DEPTH = 16;

const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

/**
 * The part of a non-strict function's schema that guides generation. Such arguments are only sure
 * to be a JSON object, so what is unusual or wrong in the schema is left out instead of refused.
 */
export function relaxSchema(schema: JsonObject = {}): JsonObject {
  const shared = schema.$defs ?? schema.definitions;
  const definitions = isJsonObject(shared) ? shared : {};
  const relaxation = new Relaxation(new Set(Object.keys(definitions)));
  const relaxed = Object.entries(definitions).map(([name, value]) => [name, relaxation.relax(value, 1)]);
  return {
    ...relaxation.relax(schema, 0),
    type: "object",
    ...(relaxed.length > 0 && { $defs: Object.fromEntries(relaxed) }),
  };
}

class Relaxation {
  readonly #definitions: ReadonlySet<string>;

  constructor(definitions: ReadonlySet<string>) {
    this.#definitions = definitions;
  }

  relax(schema: JsonValue, depth: number): JsonObject {
    if (!isJsonObject(schema) || depth > MAXIMUM_DEPTH) return {};
    if (typeof schema.$ref === "string") return this.#reference(schema.$ref);
    if (Array.isArray(schema.enum) && schema.enum.length > 0) return { enum: schema.enum };
    if (schema.const !== undefined) return { const: schema.const };
    const choices = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(choices) && choices.length > 0) {
      return { anyOf: choices.map((choice: JsonValue) => this.relax(choice, depth + 1)) };
    }
    const type = knownType(schema);
    return {
      ...(type !== undefined && { type }),
      ...(isJsonObject(schema.properties) && this.#properties(schema.properties, schema, depth)),
      ...(isJsonObject(schema.items) && { items: this.relax(schema.items, depth + 1) }),
    };
  }

  #reference(reference: string): JsonObject {
    if (reference === "#") return { type: "object" };
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
    return name !== undefined && this.#definitions.has(name) ? { $ref: `#/$defs/${name}` } : {};
  }

  /** Properties that are not declared are kept out unless the schema lets them in. */
  #properties(properties: JsonObject, schema: JsonObject, depth: number): JsonObject {
    const entries = Object.entries(properties).map(([key, value]) => [key, this.relax(value, depth + 1)]);
    const required = Array.isArray(schema.required) ? schema.required : [];
    const extra = schema.additionalProperties;
    return {
      properties: Object.fromEntries(entries),
      required: required.filter(
        (key: JsonValue) => typeof key === "string" && Object.hasOwn(properties, key),
      ),
      ...(extra !== true && !isJsonObject(extra) && entries.length > 0 && { additionalProperties: false }),
    };
  }
}

function knownType(schema: JsonObject): JsonValue | undefined {
  const { type } = schema;
  if (typeof type === "string") return TYPES.has(type) ? type : undefined;
  if (Array.isArray(type)) {
    const known = type.filter((each: JsonValue) => typeof each === "string" && TYPES.has(each));
    return known.length > 0 ? known : undefined;
  }
  return isJsonObject(schema.properties) ? "object" : undefined;
}
