import { describe, expect, it } from "vitest";
import { ConstraintError } from "../constraint-error.ts";
import { matches, schema, startConstraint } from "../fixtures/start-constraint.ts";
import type { JsonValue } from "./json-value.ts";

/** Which of the values, written compactly, a schema that is not strict lets through. */
function accepted(value: JsonValue, candidates: readonly JsonValue[]): JsonValue[] {
  return candidates.filter((candidate) => matches(schema(value, false), JSON.stringify(candidate)));
}

describe("white space", () => {
  it("is at most one space behind commas and colons", () => {
    const pair = schema({
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "array" } },
      required: ["a", "b"],
    });
    for (const text of ['{"a":1,"b":[]}', '{"a": 1, "b": [1, 2,3]}']) expect(matches(pair, text)).toBe(true);
    for (const text of [
      '{ "a":1,"b":[]}',
      '{"a":1,\n"b":[]}',
      '{"a":  1,"b":[]}',
      '{"a" :1,"b":[]}',
      '{"a":1,"b":[]} ',
    ]) {
      expect(matches(pair, text)).toBe(false);
    }
  });

  it("may also be lines and indentation in free JSON", () => {
    const free = { kind: "json-object" } as const;
    const value = { a: [1, { b: "c" }], d: {}, e: [] };
    for (const text of [
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
      JSON.stringify(value, null, "\t"),
    ]) {
      expect(matches(free, text)).toBe(true);
    }
    for (const text of ["[]", "1", '{"a":\n\n1}', '{"a":1,}', "{'a':1}"])
      expect(matches(free, text)).toBe(false);
  });
});

describe("strings", () => {
  it("hold every character, and escapes only where they are well formed", () => {
    const text = schema({ type: "string" });
    for (const literal of ['"é🦊\u007f"', '"\\u00e9\\ud83e\\udd8a\\n\\/"', '"\\\\"', '""'])
      expect(matches(text, literal)).toBe(true);
    for (const literal of [
      '"\u0000"',
      '"\n"',
      '"\\x"',
      '"\\ud83e"',
      '"\\ud83ex"',
      '"\\udd8a"',
      '"',
      '"\\u12"',
    ]) {
      expect(matches(text, literal)).toBe(false);
    }
  });

  it("count characters and not bytes or escapes", () => {
    const three = schema({ type: "string", minLength: 3, maxLength: 3 });
    for (const literal of ['"é🦊x"', '"\\n\\u00e9\\ud83e\\udd8a"'])
      expect(matches(three, literal)).toBe(true);
    for (const literal of ['"é🦊"', '"abcd"', '"\\n\\n"']) expect(matches(three, literal)).toBe(false);
  });

  it("escape what a pattern asks for", () => {
    const quoted = schema({ type: "string", pattern: '^["\\n]\\\\$' });
    expect(matches(quoted, JSON.stringify('"\\'))).toBe(true);
    expect(matches(quoted, JSON.stringify("\n\\"))).toBe(true);
  });
});

describe("objects", () => {
  const optional = { type: "object", properties: { a: {}, b: {}, c: {} }, required: ["b"] };

  it("have optional members in order, present or not", () => {
    const candidates = [
      { b: 1 },
      { a: 1, b: 1 },
      { b: 1, c: 1 },
      { a: 1, b: 1, c: 1 },
      { a: 1 },
      { b: 1, a: 1 },
      { b: 1, d: 1 },
      {},
    ];
    expect(accepted(optional, candidates)).toEqual(candidates.slice(0, 4));
  });

  it("may have nothing but optional members, in any number", () => {
    const names = Array.from({ length: 40 }, (_, index) => `k${index}`);
    const all = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
    };
    const pick = (...indexes: number[]) => Object.fromEntries(indexes.map((index) => [`k${index}`, index]));
    const candidates = [
      {},
      pick(0),
      pick(39),
      pick(3, 17, 30, 38),
      pick(...names.keys()),
      { k3: 1, k1: 1 },
      { k40: 1 },
    ];
    expect(accepted(all, candidates)).toEqual(candidates.slice(0, 5));
  });

  it("are open only where the schema says so, and not to names it knows", () => {
    const open = { ...optional, additionalProperties: { type: "integer" } };
    const candidates = [
      { b: 1, d: 2 },
      { b: 1, c: 1, e: 3, f: 4 },
      { b: 1, d: "x" },
    ];
    expect(accepted(open, candidates)).toEqual(candidates.slice(0, 2));
    expect(matches(schema(open, false), '{"b":1,"a":2}')).toBe(false);
  });

  it("may be maps, with bounds on their size and patterns for names", () => {
    const map = {
      type: "object",
      additionalProperties: { type: "integer" },
      minProperties: 1,
      maxProperties: 2,
      propertyNames: { pattern: "^k" },
    };
    const candidates: JsonValue[] = [
      { k: 1 },
      { k1: 1, k2: 2 },
      {},
      { x: 1 },
      { k1: 1, k2: 2, k3: 3 },
      { k: "x" },
    ];
    expect(accepted(map, candidates)).toEqual(candidates.slice(0, 2));
    const patterns = {
      type: "object",
      patternProperties: { "^n": { type: "integer" }, "^s": { type: "string" } },
      additionalProperties: false,
    };
    const values: JsonValue[] = [{ n: 1, s: "x" }, { s1: "", s2: "" }, {}, { n: "x" }, { x: 1 }];
    expect(accepted(patterns, values)).toEqual(values.slice(0, 3));
  });
});

describe("arrays", () => {
  it("have items of their own kinds first", () => {
    const tuple = {
      type: "array",
      prefixItems: [{ type: "integer" }, { type: "string" }],
      items: { type: "boolean" },
      minItems: 1,
    };
    const candidates: JsonValue[] = [[1], [1, "a"], [1, "a", true, false], [], ["a"], [1, true], [1, "a", 2]];
    expect(accepted(tuple, candidates)).toEqual(candidates.slice(0, 3));
    const old = { items: [{ type: "integer" }], additionalItems: false };
    expect(accepted(old, [[1], [], [1, 2]])).toEqual([[1], []]);
  });
});

describe("schemas that apply together", () => {
  it("must all be satisfied", () => {
    const both = {
      $defs: { even: { multipleOf: 2 } },
      allOf: [{ type: "integer", minimum: 3 }, { $ref: "#/$defs/even" }, { type: "number", maximum: 8 }],
    };
    expect(accepted(both, [2, 4, 5, 8, 10, 4.5])).toEqual([4, 8]);
    const objects = {
      allOf: [
        { type: "object", properties: { a: { type: "integer" } }, required: ["a"] },
        { properties: { a: { minimum: 5 }, b: { type: "string" } }, required: ["b"] },
      ],
    };
    expect(accepted(objects, [{ a: 5, b: "" }, { a: 4, b: "" }, { a: 5 }])).toEqual([{ a: 5, b: "" }]);
  });

  it("combine with each alternative beside them", () => {
    const shape = {
      type: "object",
      properties: { a: { type: "integer" } },
      anyOf: [{ required: ["a"] }, { properties: { b: {} }, required: ["b"] }],
    };
    expect(accepted(shape, [{ a: 1 }, { b: 1 }, { a: 1, b: 1 }, {}, { a: "x" }])).toEqual([
      { a: 1 },
      { b: 1 },
      { a: 1, b: 1 },
    ]);
  });

  it("narrow the values of an enum", () => {
    const value = {
      enum: [1, 2.5, "ab", "b", null, [1]],
      anyOf: [
        { type: "number", minimum: 2 },
        { type: "string", pattern: "^a" },
      ],
    };
    expect(accepted(value, [1, 2.5, "ab", "b", null, [1]])).toEqual([2.5, "ab"]);
  });
});

describe("references", () => {
  it("lead anywhere in the schema, by escaped names too", () => {
    const tree = {
      type: "object",
      properties: { "a/b~c": { type: "integer" }, d: { $ref: "#/properties/a~1b~0c" } },
      required: ["a/b~c", "d"],
    };
    expect(
      accepted(tree, [
        { "a/b~c": 1, d: 2 },
        { "a/b~c": 1, d: "x" },
      ]),
    ).toEqual([{ "a/b~c": 1, d: 2 }]);
  });

  it("may be recursive through alternatives", () => {
    const nested = {
      $defs: {
        n: {
          anyOf: [
            { $ref: "#/$defs/n" },
            { type: "integer" },
            { type: "array", items: { $ref: "#/$defs/n" } },
          ],
        },
      },
      $ref: "#/$defs/n",
    };
    expect(accepted(nested, [1, [1, [2, []]], ["x"]])).toEqual([1, [1, [2, []]]]);
  });

  it.each([
    [{ $ref: "#" }, "In context=(), reference '#' leads back to itself."],
    [
      { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" },
      "In context=(), reference '#/$defs/a' leads back to itself.",
    ],
    [{ $ref: "#/$defs/missing" }, "In context=(), reference '#/$defs/missing' cannot be resolved."],
    [
      { items: { $ref: "https://example.com/schema" } },
      "In context=('items',), reference 'https://example.com/schema' cannot be resolved.",
    ],
    [
      {
        $defs: { a: { type: "object", properties: { a: { $ref: "#/$defs/a" } }, required: ["a"] } },
        $ref: "#/$defs/a",
      },
      "No text can satisfy the constraint.",
    ],
  ])("that lead nowhere are refused: %#", (value, message) => {
    expect(() => startConstraint(schema(value, false))).toThrow(new ConstraintError(message));
  });
});
