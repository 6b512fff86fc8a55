import { FORMATS, formatSchemaPath, type SchemaPath } from "../../engine/index.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { PatternCheck } from "./pattern-check.ts";
import { checkRootType } from "./root-type.ts";
import { checkSchemaLength } from "./schema-length.ts";
import { SchemaTotals } from "./schema-totals.ts";
import { SchemaProblem, type SchemaUse, type SchemaVerdict, verdictOf } from "./schema-verdict.ts";

const TYPES = new Set(["string", "number", "boolean", "integer", "object", "array", "null"]);

/** Everything a strict schema may hold. What else there is, is refused and not ignored. */
const KEYWORDS = new Set([
  ...["type", "title", "description", "enum", "const", "anyOf", "$ref", "$defs", "definitions"],
  ...["properties", "required", "additionalProperties", "items", "minItems", "maxItems"],
  ...["pattern", "format", "minLength", "maxLength"],
  ...["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["$schema", "$id", "$comment", "examples", "deprecated", "readOnly", "writeOnly"],
]);

/** Deep enough for any schema within the limit of levels, which alternatives do not count toward. */
const MAXIMUM_DEPTH = 100;

/**
 * Holds a schema against the subset of JSON Schema that strict mode supports, and against its limits.
 * `patterns` is shared by the schemas of one request.
 */
export function validateStrictSchema(
  schema: JsonValue,
  use: SchemaUse,
  patterns = new PatternCheck(),
): SchemaVerdict {
  return verdictOf(use, () => {
    new StrictSchema(schema, patterns).check();
    checkSchemaLength(schema);
  });
}

class StrictSchema {
  readonly #root: JsonValue;
  readonly #patterns: PatternCheck;
  readonly #totals = new SchemaTotals();

  constructor(root: JsonValue, patterns: PatternCheck) {
    this.#root = root;
    this.#patterns = patterns;
  }

  check(): void {
    checkRootType(this.#root);
    this.#visit(this.#root, [], 1);
    this.#totals.check();
  }

  #visit(schema: JsonValue | undefined, path: SchemaPath, level: number): void {
    if (path.length > MAXIMUM_DEPTH) {
      this.#totals.addLevel(level);
      this.#totals.check();
      throw problem(path, "schema is nested too deeply");
    }
    if (!isJsonObject(schema)) throw problem(path, "schema must be an object");
    if (schema.$ref !== undefined) {
      this.#reference(schema, path);
      this.#definitions(schema, path);
      return;
    }
    this.#keywords(schema, path);
    this.#values(schema, path);
    if (schema.anyOf !== undefined && path.length === 0) throw problem(path, "'anyOf' is not permitted");
    if (Array.isArray(schema.anyOf)) {
      for (const [index, alternative] of schema.anyOf.entries()) {
        this.#visit(alternative, [...path, "anyOf", String(index)], level);
      }
    } else if (schema.anyOf !== undefined) throw problem(path, "'anyOf' must be an array");
    else if (schema.type === undefined && schema.enum === undefined)
      throw problem(path, "schema must have a 'type' key");
    this.#types(schema, path, level);
    this.#definitions(schema, path);
  }

  #types(schema: JsonObject, path: SchemaPath, level: number): void {
    const isList = Array.isArray(schema.type);
    const types: readonly JsonValue[] = Array.isArray(schema.type)
      ? schema.type
      : schema.type === undefined
        ? []
        : [schema.type];
    if (new Set(types).size < types.length) throw problem(path, "'type' must not name a type twice");
    for (const [index, type] of types.entries()) {
      const place = isList ? [...path, "type", String(index)] : path;
      if (typeof type !== "string" || !TYPES.has(type))
        throw problem(path, `${JSON.stringify(type)} is not a valid type`);
      if (type === "object") this.#object(schema, place, path, level);
      if (type === "array") this.#array(schema, place, path, level);
    }
  }

  #object(schema: JsonObject, place: SchemaPath, path: SchemaPath, level: number): void {
    this.#totals.addLevel(level);
    const { properties = {}, required } = schema;
    if (schema.additionalProperties !== false) {
      throw problem(place, "'additionalProperties' is required to be supplied and to be false");
    }
    if (!isJsonObject(properties)) throw problem(place, "'properties' must be an object");
    checkRequired(place, Object.keys(properties), required);
    for (const [name, property] of Object.entries(properties)) {
      this.#totals.addProperty(name);
      this.#visit(property, [...path, "properties", name], level + 1);
    }
  }

  #array(schema: JsonObject, place: SchemaPath, path: SchemaPath, level: number): void {
    this.#totals.addLevel(level);
    if (schema.items === undefined) throw problem(place, "array schema missing items");
    this.#visit(schema.items, [...path, "items"], level + 1);
  }

  #definitions(schema: JsonObject, path: SchemaPath): void {
    for (const keyword of ["$defs", "definitions"]) {
      const definitions = schema[keyword];
      if (definitions === undefined) continue;
      if (!isJsonObject(definitions)) throw problem(path, `'${keyword}' must be an object`);
      for (const [name, definition] of Object.entries(definitions)) {
        this.#totals.addName(name);
        this.#visit(definition, [...path, keyword, name], 1);
      }
    }
  }

  #reference(schema: JsonObject, path: SchemaPath): void {
    const { $ref: reference, ...rest } = schema;
    const others = Object.keys(rest).filter((keyword) => keyword !== "$defs" && keyword !== "definitions");
    if (others.length > 0) {
      const names = others.map((keyword) => `'${keyword}'`).join(", ");
      throw new SchemaProblem(`context=${formatSchemaPath(path)}, $ref cannot have keywords {${names}}.`);
    }
    const [, keyword, name] = /^#(?:\/(\$defs|definitions)\/([^/]+))?$/.exec(String(reference)) ?? [
      undefined,
    ];
    if (reference === "#") return;
    if (keyword === undefined || name === undefined) {
      throw problem(path, "reference can only point to definitions defined at the top level of the schema");
    }
    const definitions = isJsonObject(this.#root) ? this.#root[keyword] : undefined;
    const key = decoded(name).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isJsonObject(definitions) || !Object.hasOwn(definitions, key)) {
      throw problem(path, `reference '${String(reference)}' cannot be resolved`);
    }
  }

  #keywords(schema: JsonObject, path: SchemaPath): void {
    for (const keyword of Object.keys(schema)) {
      if (!KEYWORDS.has(keyword)) throw problem(path, `'${keyword}' is not permitted`);
    }
    const { format, pattern } = schema;
    if (format !== undefined && !(typeof format === "string" && Object.hasOwn(FORMATS, format))) {
      throw problem(
        path,
        `${typeof format === "string" ? `'${format}'` : JSON.stringify(format)} is not a valid format`,
      );
    }
    if (pattern === undefined) return;
    const wrong = typeof pattern === "string" ? this.#patterns.problemOf(pattern) : "must be a string";
    if (wrong !== undefined) throw problem(path, `'pattern' ${wrong}`);
  }

  #values(schema: JsonObject, path: SchemaPath): void {
    if (schema.const !== undefined) this.#totals.addConstant(schema.const);
    if (schema.enum === undefined) return;
    if (!Array.isArray(schema.enum) || schema.enum.length === 0)
      throw problem(path, "'enum' must be a filled array");
    this.#totals.addEnum(schema.enum);
  }
}

function checkRequired(path: SchemaPath, names: readonly string[], required: JsonValue | undefined): void {
  const rule = "'required' is required to be supplied and to be an array including every key in properties";
  if (!Array.isArray(required)) {
    if (names.length === 0 && required === undefined) return;
    throw problem(path, rule);
  }
  const [given, known] = [new Set<JsonValue>(required), new Set<JsonValue>(names)];
  const missing = names.find((name) => !given.has(name));
  if (missing !== undefined) throw problem(path, `${rule}. Missing '${missing}'`);
  const extra = required.find((name: JsonValue) => !known.has(name));
  if (extra !== undefined) throw problem(path, `${rule}. Extra required key '${String(extra)}' supplied`);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function problem(path: SchemaPath, text: string): SchemaProblem {
  return new SchemaProblem(`In context=${formatSchemaPath(path)}, ${text}.`);
}
