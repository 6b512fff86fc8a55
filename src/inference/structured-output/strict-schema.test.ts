import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import type { SchemaUse } from "./schema-verdict.ts";
import { validateStrictSchema } from "./strict-schema.ts";

const FORMAT: SchemaUse = { kind: "response_format", name: "answer" };

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
/** The property `x` of an otherwise valid schema. */
const withX = (x: JsonValue): JsonObject => object({ x });
const strings = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(length, "x"));
const numbered = (count: number): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { type: "string" }]));

function nested(levels: number): JsonObject {
  let schema: JsonObject = { type: "string" };
  for (let level = 0; level < levels; level++)
    schema = level % 2 === 0 && level + 1 < levels ? { type: "array", items: schema } : object({ a: schema });
  return schema;
}

function problem(schema: JsonValue, use: SchemaUse = FORMAT): string | undefined {
  const verdict = validateStrictSchema(schema, use);
  return verdict.ok
    ? undefined
    : verdict.message.replace("Invalid schema for response_format 'answer': ", "");
}

describe("validateStrictSchema", () => {
  it.each<[string, JsonValue]>([
    ["an object without properties", object({})],
    ["an object that does not mention its properties", { type: "object", additionalProperties: false }],
    [
      "all types",
      object({
        a: { type: "string" },
        b: { type: ["number", "null"] },
        c: { type: "boolean" },
        d: { type: "array", items: { type: "integer" } },
      }),
    ],
    [
      "bounds, patterns and formats",
      withX({
        anyOf: [
          { type: "number", minimum: 1, multipleOf: 0.5 },
          { type: "string", pattern: "^a(?=b)", format: "uuid", maxLength: 9 },
        ],
      }),
    ],
    [
      "definitions and recursion",
      object(
        { a: { $ref: "#/$defs/n" }, b: { $ref: "#" } },
        { $defs: { n: object({ next: { anyOf: [{ $ref: "#/$defs/n" }, { type: "null" }] } }) } },
      ),
    ],
    [
      "names that pointers escape",
      object({ a: { $ref: "#/$defs/x~1y" } }, { $defs: { "x/y": { type: "string" } } }),
    ],
    [
      "enums and constants",
      object({
        a: { type: "string", enum: ["x"] },
        b: { enum: [1, null] },
        c: { type: "string", const: "y" },
      }),
    ],
    [
      "annotations",
      {
        ...withX({ type: "string", title: "X", description: "An x", examples: ["x"] }),
        $schema: "https://json-schema.org/draft/2020-12/schema",
      },
    ],
    ["ten levels", nested(10)],
    ["five thousand properties", object(numbered(5_000))],
    [
      "a thousand enum values",
      object(
        Object.fromEntries(
          ["a", "b", "c", "d"].map((name) => [name, { type: "string", enum: strings(250, 60) }]),
        ),
      ),
    ],
  ])("lets through %s", (_, schema) => {
    expect(problem(schema)).toBeUndefined();
  });

  it.each<[JsonValue, string]>([
    [{ type: "array", items: {} }, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`],
    [{ anyOf: [object({})] }, `schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`],
    [true, `schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`],
    [{ ...object({}), anyOf: [object({})] }, "In context=(), 'anyOf' is not permitted."],
    [
      { type: "object", properties: {} },
      "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      object({}, { additionalProperties: true }),
      "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      { type: "object", properties: { x: { type: "string" } }, additionalProperties: false },
      "In context=(), 'required' is required to be supplied and to be an array including every key in properties.",
    ],
    [
      object({ x: { type: "string" } }, { required: [] }),
      "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'x'.",
    ],
    [
      object({ x: { type: "string" } }, { required: ["x", "y"] }),
      "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Extra required key 'y' supplied.",
    ],
    [withX({ type: "string", default: "a" }), "In context=('properties', 'x'), 'default' is not permitted."],
    [withX({ oneOf: [{ type: "string" }] }), "In context=('properties', 'x'), 'oneOf' is not permitted."],
    [
      withX({ type: "array", items: { type: "string" }, uniqueItems: true }),
      "In context=('properties', 'x'), 'uniqueItems' is not permitted.",
    ],
    [
      withX({ type: "array", items: { type: "object" } }),
      "In context=('properties', 'x', 'items'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      withX({ type: ["string", "object"] }),
      "In context=('properties', 'x', 'type', '1'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [withX({ type: "array" }), "In context=('properties', 'x'), array schema missing items."],
    [withX({}), "In context=('properties', 'x'), schema must have a 'type' key."],
    [withX({ const: true }), "In context=('properties', 'x'), schema must have a 'type' key."],
    [withX({ type: "text" }), `In context=('properties', 'x'), "text" is not a valid type.`],
    [
      withX({ type: "string", format: "uri" }),
      "In context=('properties', 'x'), 'uri' is not a valid format.",
    ],
    [
      withX({ type: "string", pattern: "(a)\\1" }),
      "In context=('properties', 'x'), 'pattern' has a backreference, which is not supported.",
    ],
    [withX({ type: "string", pattern: 1 }), "In context=('properties', 'x'), 'pattern' must be a string."],
    [withX({ type: "string", enum: [] }), "In context=('properties', 'x'), 'enum' must be a filled array."],
    [
      withX({ anyOf: [{ type: "string" }, { type: "x" }] }),
      `In context=('properties', 'x', 'anyOf', '1'), "x" is not a valid type.`,
    ],
    [withX({ anyOf: {} }), "In context=('properties', 'x'), 'anyOf' must be an array."],
    [withX(true), "In context=('properties', 'x'), schema must be an object."],
    [object({ "it's": {} }), "In context=('properties', 'it\\'s'), schema must have a 'type' key."],
    [
      withX({ $ref: "#/$defs/a", description: "b" }),
      "context=('properties', 'x'), $ref cannot have keywords {'description'}.",
    ],
    [
      withX({ $ref: "#/properties/x" }),
      "In context=('properties', 'x'), reference can only point to definitions defined at the top level of the schema.",
    ],
    [
      withX({ $ref: "https://example.com" }),
      "In context=('properties', 'x'), reference can only point to definitions defined at the top level of the schema.",
    ],
    [
      withX({ $ref: "#/$defs/%E0%A4%A" }),
      "In context=('properties', 'x'), reference '#/$defs/%E0%A4%A' cannot be resolved.",
    ],
    [
      object({}, { $defs: { a: { type: "object" } } }),
      "In context=('$defs', 'a'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [nested(14), "14 levels of nesting exceeds limit of 10."],
    [object(numbered(6_000)), "6000 parameters exceeds limit of 5000."],
    [
      withX({ type: "integer", enum: Array.from({ length: 1_001 }, (_, index) => index) }),
      "Expected at most 1000 enum values in total within a single schema when using structured outputs, but received 1001. Consider reducing the number of enums, or use 'strict: false' to opt out of structured outputs.",
    ],
    [
      withX({ type: "string", enum: strings(251, 60) }),
      "Expected at most 15000 total characters across enum values when there are more than 250 enum values, but received 15060. Consider reducing the number of enums, or use 'strict: false' to opt out of structured outputs.",
    ],
    [
      object(Object.fromEntries(strings(2_001, 60).map((name) => [name, { type: "string" }]))),
      "Expected at most 120000 total characters across property names, definition names, enum values and const values, but received 120060.",
    ],
  ])("refuses with OpenAI's words: %#", (schema, message) => {
    expect(problem(schema)).toBe(message);
  });

  it("takes schemas of any depth without running out of stack", () => {
    expect(problem(nested(5_000))).toMatch(/^\d+ levels of nesting exceeds limit of 10\.$/);
    let deep: JsonObject = { type: "string" };
    for (let level = 0; level < 5_000; level++) deep = { anyOf: [deep] };
    expect(problem(withX(deep))).toMatch(/schema is nested too deeply\.$/);
  });

  it("says where the request went wrong, by what the schema is for", () => {
    expect(validateStrictSchema({}, FORMAT)).toMatchObject({ param: "response_format", code: null });
    expect(validateStrictSchema({}, { kind: "text.format", name: "a" })).toEqual({
      ok: false,
      message: `Invalid schema for response_format 'a': schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`,
      param: "text.format.schema",
      code: "invalid_json_schema",
    });
    expect(validateStrictSchema({}, { kind: "function", name: "f", param: "tools[0].parameters" })).toEqual({
      ok: false,
      message: `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`,
      param: "tools[0].parameters",
      code: "invalid_function_parameters",
    });
  });
});
