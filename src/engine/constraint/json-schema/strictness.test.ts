import { describe, expect, it } from "vitest";
import { ConstraintError } from "../constraint-error.ts";
import { schema, startConstraint } from "../fixtures/start-constraint.ts";
import { translateSchema } from "./translate-schema.ts";

describe("strict schemas", () => {
  it.each([
    [{ type: "string", not: { const: "a" } }, "In context=(), 'not' is not permitted."],
    [{ if: { type: "string" } }, "In context=(), 'if' is not permitted."],
    [{ type: "array", items: {}, uniqueItems: true }, "In context=(), 'uniqueItems' is not permitted."],
    [{ type: "array", contains: { type: "integer" } }, "In context=(), 'contains' is not permitted."],
    [{ type: "string", format: "uri" }, "In context=(), 'uri' is not a valid format."],
    [
      { properties: { a: { type: "string", pattern: "(?<=a)b" } } },
      "In context=('properties', 'a'), 'pattern' has a lookbehind, which is not supported.",
    ],
    [
      { type: "string", pattern: "^(a|b)*a(a|b){30}$" },
      "In context=(), 'pattern' is too complex to enforce.",
    ],
    [{ type: "integer", multipleOf: 999_983 }, "In context=(), 'multipleOf' is too complex to enforce."],
    [{ type: "text" }, 'In context=(), "text" is not a valid type.'],
    [{ type: "integer", minimum: "1" }, "In context=(), 'minimum' must be a number."],
    [{ type: "array", minItems: 1_000_000 }, "In context=(), 'minItems' 1000000 exceeds limit of 32768."],
    [
      { type: "string", minLength: 1_000_000_000 },
      "In context=(), 'minLength' 1000000000 exceeds limit of 100000.",
    ],
    [{ type: "integer", minimum: 5, maximum: 4 }, "No text can satisfy the constraint."],
    [{ type: "string", minLength: 2, maxLength: 1 }, "No text can satisfy the constraint."],
    [{ type: "string", enum: [1] }, "No text can satisfy the constraint."],
    [{ properties: { a: false }, required: ["a"] }, "No text can satisfy the constraint."],
    [[], "In context=(), a schema must be an object or a boolean."],
  ])("are refused where they cannot be enforced: %#", (value, message) => {
    expect(() => startConstraint(schema(value))).toThrow(new ConstraintError(message));
  });

  it("must be JSON of moderate length", () => {
    expect(() => startConstraint({ kind: "json-schema", schema: "{", strict: true })).toThrow(
      "The schema is not valid JSON.",
    );
    expect(() =>
      startConstraint({ kind: "json-schema", schema: `"${"a".repeat(2e6)}"`, strict: true }),
    ).toThrow("is longer than");
  });
});

describe("schemas that are not strict", () => {
  it("go without what cannot be enforced, and say so", () => {
    const { unenforced } = translateSchema(
      JSON.stringify({
        type: "object",
        properties: {
          a: { type: "string", format: "uri", pattern: "(?<=x)" },
          b: { type: "any", minimum: "x" },
        },
        if: {},
      }),
      false,
    );
    expect(unenforced).toEqual([
      "In context=(), 'if' is not permitted.",
      "In context=('properties', 'a'), 'uri' is not a valid format.",
      "In context=('properties', 'a'), 'pattern' has a lookbehind, which is not supported.",
      "In context=('properties', 'b'), \"any\" is not a valid type.",
      "In context=('properties', 'b'), 'minimum' must be a number.",
    ]);
  });
});
