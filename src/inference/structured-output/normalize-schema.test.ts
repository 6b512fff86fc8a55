import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import { depthOf } from "./json-depth.ts";
import { normalizeToStrict } from "./normalize-schema.ts";
import { prepareSchema } from "./prepare-schema.ts";
import type { SchemaUse } from "./schema-verdict.ts";

const USE: SchemaUse = { kind: "function", name: "f" };

describe("normalizeToStrict", () => {
  it("closes objects, requires every property and drops defaults", () => {
    const schema = {
      type: "object",
      properties: {
        a: { type: "string", default: "x" },
        b: { type: "array", items: { type: "object", properties: { c: { $ref: "#/$defs/d" } } } },
        e: { anyOf: [{ type: "object", properties: {} }, { type: "null" }] },
      },
      required: ["a"],
      $defs: {
        d: { type: ["object", "null"], properties: { x: { type: "integer" } }, additionalProperties: false },
      },
    };
    expect(normalizeToStrict(schema, USE)).toEqual({
      type: "object",
      properties: {
        a: { type: "string" },
        b: {
          type: "array",
          items: {
            type: "object",
            properties: { c: { $ref: "#/$defs/d" } },
            required: ["c"],
            additionalProperties: false,
          },
        },
        e: {
          anyOf: [
            { type: "object", properties: {}, required: [], additionalProperties: false },
            { type: "null" },
          ],
        },
      },
      required: ["a", "b", "e"],
      additionalProperties: false,
      $defs: {
        d: {
          type: ["object", "null"],
          properties: { x: { type: "integer" } },
          required: ["x"],
          additionalProperties: false,
        },
      },
    });
  });

  it("leaves a strict schema as it is", () => {
    const strict = {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    };
    expect(normalizeToStrict(strict, USE)).toEqual(strict);
  });

  it.each<[string, JsonValue]>([
    ["open objects", { type: "object", properties: {}, additionalProperties: true }],
    ["maps", { type: "object", additionalProperties: { type: "string" } }],
    [
      "keywords that strict mode lacks",
      { type: "object", properties: { a: { type: "array", items: { type: "string" }, uniqueItems: true } } },
    ],
    ["properties of any type", { type: "object", properties: { a: {} } }],
    ["what is no schema", "text"],
    ["what is nested without end", deep(1_000)],
  ])("gives up on %s", (_, schema) => {
    expect(normalizeToStrict(schema, USE)).toBeUndefined();
  });
});

describe("prepareSchema", () => {
  it("lets keywords through that cannot be enforced", () => {
    const schema = {
      type: "object",
      properties: { a: { not: {}, "x-hint": 1, oneOf: [] } },
      minProperties: 1,
    };
    expect(prepareSchema(schema, USE)).toEqual({ ok: true });
  });

  it.each<[JsonValue, string]>([
    [
      { type: "array" },
      `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`,
    ],
    [deep(500), "Invalid schema for function 'f': schema is nested too deeply."],
    [
      { type: "object", description: "x".repeat(1_100_000) },
      "Invalid schema for function 'f': 1100034 characters exceeds limit of 1048576.",
    ],
  ])("refuses what is no object, too deep or too long: %#", (schema, message) => {
    expect(prepareSchema(schema, USE)).toEqual({
      ok: false,
      message,
      param: null,
      code: "invalid_function_parameters",
    });
  });
});

describe("depthOf", () => {
  it("counts values inside of values", () => {
    expect(depthOf(1)).toBe(1);
    expect(depthOf([{ a: [] }])).toBe(3);
    expect(depthOf(deep(50_000))).toBe(50_002);
  });
});

function deep(levels: number): JsonObject {
  let schema: JsonObject = { type: "string" };
  for (let level = 0; level < levels; level++) schema = { items: schema };
  return schema;
}
