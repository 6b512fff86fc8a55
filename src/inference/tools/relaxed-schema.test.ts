import { describe, expect, it } from "vitest";
import { relaxSchema } from "./relaxed-schema.ts";

describe("relaxSchema", () => {
  it("keeps what guides generation and drops the rest", () => {
    const schema = {
      type: "object",
      title: "t",
      properties: {
        city: { type: "string", description: "d", minLength: 2, pattern: "(?=x)" },
        kind: { type: "string", enum: ["a", "b"] },
        tags: { type: "array", items: { type: "string", format: "odd" }, uniqueItems: true },
        either: { oneOf: [{ type: "integer" }, { const: null }] },
        nested: { properties: { deep: { type: ["number", "null", "odd"] } } },
      },
      required: ["city", "absent"],
      dependentRequired: {},
    };
    expect(relaxSchema(schema)).toEqual({
      type: "object",
      properties: {
        city: { type: "string" },
        kind: { enum: ["a", "b"] },
        tags: { type: "array", items: { type: "string" } },
        either: { anyOf: [{ type: "integer" }, { const: null }] },
        nested: {
          type: "object",
          properties: { deep: { type: ["number", "null"] } },
          required: [],
          additionalProperties: false,
        },
      },
      required: ["city"],
      additionalProperties: false,
    });
  });

  it("keeps references into the schema's definitions", () => {
    const tree = { type: "object", properties: { next: { $ref: "#/definitions/tree" } } };
    expect(
      relaxSchema({ definitions: { tree }, properties: { root: { $ref: "#/definitions/tree" } } }),
    ).toEqual({
      type: "object",
      $defs: {
        tree: {
          type: "object",
          properties: { next: { $ref: "#/$defs/tree" } },
          required: [],
          additionalProperties: false,
        },
      },
      properties: { root: { $ref: "#/$defs/tree" } },
      required: [],
      additionalProperties: false,
    });
  });

  it("lets anything in where the schema does, or says nothing", () => {
    expect(relaxSchema(undefined)).toEqual({ type: "object" });
    expect(relaxSchema({ type: "string" })).toEqual({ type: "object" });
    expect(relaxSchema({ properties: { a: true }, additionalProperties: true })).toEqual({
      type: "object",
      properties: { a: {} },
      required: [],
    });
  });

  it("refers to nothing that is not there", () => {
    const schema = {
      properties: { a: { $ref: "#" }, b: { $ref: "other.json" }, c: { $ref: "#/$defs/none" } },
    };
    expect(relaxSchema(schema).properties).toEqual({ a: { type: "object" }, b: {}, c: {} });
  });

  it("ends where a schema does not seem to", () => {
    let schema: { properties: object } = { properties: {} };
    for (let depth = 0; depth < 1_000; depth++) schema = { properties: { a: schema } };
    expect(JSON.stringify(relaxSchema(schema as never)).length).toBeLessThan(2_000);
  });
});
