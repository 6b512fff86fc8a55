import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConstraintSource } from "../generate-request.ts";
import { grammar, schema } from "./fixtures/start-constraint.ts";
import { smallVocabulary } from "./fixtures/vocabularies.ts";
import { seededRandom, walk } from "./fixtures/walk.ts";
import { type ConstraintCompiler, ConstraintError, createConstraintCompiler } from "./index.ts";
import type { JsonValue } from "./json-schema/json-value.ts";

const vocabulary = smallVocabulary();
let compiler: ConstraintCompiler;
beforeAll(async () => {
  compiler = await createConstraintCompiler(vocabulary, { compileMilliseconds: 30_000 });
});
afterAll(() => compiler[Symbol.dispose]());

const properties = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`property_${index}`, { type: "integer" }]));

/** A schema in which each level holds the next twice. */
function doubled(levels: number): JsonValue {
  const definitions: Record<string, JsonValue> = { [`level${levels}`]: { type: "object" } };
  for (let level = 0; level < levels; level++) {
    const next = { $ref: `#/$defs/level${level + 1}` };
    definitions[`level${level}`] = {
      allOf: [{ anyOf: [next, { type: "string" }] }, { anyOf: [next, { type: "number" }] }],
    };
  }
  return { $defs: definitions, $ref: "#/$defs/level0" };
}

const nested = (levels: number): JsonValue => {
  let value: JsonValue = { type: "string" };
  for (let level = 0; level < levels; level++) value = { type: "array", items: value };
  return value;
};

describe("what is too much", () => {
  it.each<[string, ConstraintSource, string]>([
    [
      "a structural tag of many megabytes",
      { kind: "structural-tag", format: "x".repeat(5_000_000) },
      "too large",
    ],
    [
      "a schema of more than a megabyte",
      schema({ description: "x".repeat(1_100_000) }),
      "longer than 1048576 characters",
    ],
    ["a schema nested a thousand levels deep", schema(nested(1_000)), "nested too deeply"],
    [
      "a schema nested a hundred thousand levels deep",
      { kind: "json-schema", schema: `${'{"items":'.repeat(100_000)}{}${"}".repeat(100_000)}`, strict: true },
      "nested too deeply",
    ],
    ["alternatives that multiply", schema(doubled(60)), "too many combinations"],
    [
      "a pattern with exponentially many states",
      schema({ type: "string", pattern: "^(a|b)*a(a|b){40}$" }),
      "too complex",
    ],
    [
      "repetitions of repetitions",
      schema({ type: "string", pattern: "^((a{1,100}){1,100}b){1,100}$" }),
      "too complex",
    ],
    [
      "a pattern with a length far beyond it",
      schema({ type: "string", pattern: "^[a-z]+$", maxLength: 1_000_000_000 }),
      "too complex",
    ],
    ["more items than an answer can hold", schema({ type: "array", minItems: 1_000_000 }), "exceeds limit"],
    [
      "a regular expression with counts without end",
      { kind: "regex", pattern: "(x{1000000000}y){1000000000}" },
      "too complex",
    ],
    [
      "a structural tag nested too deeply",
      {
        kind: "structural-tag",
        format: `${'{"type":"tag","begin":"a","end":"b","content":'.repeat(200)}{"type":"any_text"}${"}".repeat(200)}`,
      },
      "nested too deeply",
    ],
  ])("is refused with a reason: %s", async (_, source, reason) => {
    const error = await compiler.compile(source).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConstraintError);
    expect((error as ConstraintError).message).toContain(reason);
  });
});

describe("what only looks like too much", () => {
  it.each<[string, ConstraintSource]>([
    [
      "a thousand required properties",
      schema({
        type: "object",
        properties: properties(1_000),
        required: Object.keys(properties(1_000)),
        additionalProperties: false,
      }),
    ],
    ["three hundred optional properties", schema({ type: "object", properties: properties(300) }, false)],
    [
      "a thousand optional properties, which become any object",
      schema({ type: "object", properties: properties(1_000) }, false),
    ],
    ["a string of up to a billion characters", schema({ type: "string", maxLength: 1_000_000_000 })],
    ["up to a billion items", schema({ type: "array", items: { type: "boolean" }, maxItems: 1_000_000_000 })],
    ["nested quantifiers", schema({ type: "string", pattern: "^((a+)+)+$" })],
    [
      "a reference that loops through alternatives",
      schema({ $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }, { type: "null" }] } }, $ref: "#/$defs/a" }),
    ],
    ["repetitions of repetitions", grammar(`root ::= ${"(".repeat(30)}"1"${"){1,9}".repeat(30)}`)],
    ["a schema a hundred levels deep", schema(nested(100))],
  ])("compiles: %s", async (_, source) => {
    const { text, isComplete } = walk((await compiler.compile(source)).start(), vocabulary, seededRandom(1), {
      patience: 40,
      maximum: 20_000,
    });
    if (isComplete) expect(() => JSON.parse(text)).not.toThrow();
    expect(text).not.toBe("");
  });
});
