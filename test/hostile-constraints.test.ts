import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, type TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import { startTinyServer } from "./tiny-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTinyServer();
});
afterAll(async () => {
  await test?.server.close(0);
  await stopEngines();
});

const closed = (properties: object, more: object = {}) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const patterned = (pattern: string) => closed({ a: { type: "string", pattern } });

/** Alternatives that multiply: each level may be one of two that hold the next level twice. */
function doubled(levels: number): object {
  const $defs: Record<string, object> = { [`level${levels}`]: closed({}) };
  for (let level = 0; level < levels; level++) {
    const next = { $ref: `#/$defs/level${level + 1}` };
    $defs[`level${level}`] = { anyOf: [closed({ a: next, b: next }), closed({ b: next, a: next })] };
  }
  return closed({ root: { $ref: "#/$defs/level0" } }, { $defs });
}

/** What only compiling shows to be too much, and where the blame is put. */
const TOO_MUCH: ReadonlyArray<[name: string, schema: object, problem: RegExp]> = [
  ["a pattern with exponentially many states", patterned("^(a|b)*a(a|b){40}$"), /too complex/],
  ["repetitions of repetitions", patterned("^((a{1,100}){1,100}b){1,100}$"), /too complex/],
  [
    "more items than an answer can hold",
    closed({ a: { type: "array", items: { type: "string" }, minItems: 1_000_000 } }),
    /exceeds limit/,
  ],
  [
    "bounds that nothing lies within",
    closed({ a: { type: "integer", minimum: 3, maximum: 2 } }),
    /No text can satisfy/,
  ],
];

/** What looks like too much and is not. */
const BEARABLE: ReadonlyArray<[name: string, schema: object]> = [
  ["a pattern that a backtracking matcher would never be done with", patterned("^((a+)+)+$")],
  ["alternatives that multiply", doubled(9)],
  [
    "a reference to itself through alternatives",
    closed(
      { a: { $ref: "#/$defs/a" } },
      { $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }, { type: "null" }] } } },
    ),
  ],
];

async function answer(path: string, body: object) {
  const began = performance.now();
  const response = await test.send(path, { model: HELLO.model, ...body });
  const seconds = (performance.now() - began) / 1000;
  const { error } = (await response.json()) as { error?: { message: string; param: string; code: string } };
  return { status: response.status, seconds, ...error };
}

const asFormat = (schema: object) => ({
  type: "json_schema",
  json_schema: { name: "n", schema, strict: true },
});
const asTools = (parameters: object) => [
  { type: "function", function: { name: "harmless" } },
  { type: "function", function: { name: "f", parameters, strict: true } },
];

describe("a schema that turns out to be too much when it is compiled", () => {
  it.each(TOO_MUCH)("is refused as a chat completion's format: %s", async (_, schema, problem) => {
    const { messages } = HELLO;
    const refused = await answer("/chat/completions", { messages, response_format: asFormat(schema) });
    expect(refused).toMatchObject({ status: 400, param: "response_format" });
    expect(refused.message).toMatch(/^Invalid schema for response_format 'n': /);
    expect(refused.message).toMatch(problem);
  });

  it.each(TOO_MUCH.filter(([, , problem]) => !problem.source.startsWith("No text")))(
    "is refused by the name of its function: %s",
    async (_, schema, problem) => {
      const { messages } = HELLO;
      const refused = await answer("/chat/completions", { messages, tools: asTools(schema) });
      expect(refused).toMatchObject({
        status: 400,
        param: "tools[1].function.parameters",
        code: "invalid_function_parameters",
      });
      expect(refused.message).toMatch(/^Invalid schema for function 'f': /);
      expect(refused.message).toMatch(problem);
    },
  );

  it.each(TOO_MUCH)("is refused as a response's format: %s", async (_, schema, problem) => {
    const format = { type: "json_schema", name: "n", schema, strict: true };
    const refused = await answer("/responses", { input: "Hi", text: { format } });
    expect(refused).toMatchObject({ status: 400, param: "text.format.schema", code: "invalid_json_schema" });
    expect(refused.message).toMatch(problem);
  });

  it("is refused where it is the grammar of a custom tool", async () => {
    const grammar = (definition: string, syntax = "lark") => ({ type: "grammar", syntax, definition });
    const tools = [
      { type: "custom", name: "fine", format: grammar("a+", "regex") },
      { type: "custom", name: "c", format: grammar("start: nothing_like_that") },
    ];
    const refused = await answer("/responses", { input: "Hi", tools, tool_choice: "required" });
    expect(refused).toMatchObject({ status: 400, param: "tools[1].format.definition" });
    expect(refused.message).toMatch(/^Invalid grammar for custom tool 'c': /);
  });
});

describe("a schema that only looks like too much", () => {
  it.each(BEARABLE)("is answered: %s", async (_, schema) => {
    const { messages } = HELLO;
    const body = { messages, max_tokens: 20, response_format: asFormat(schema) };
    expect(await answer("/chat/completions", body)).toMatchObject({ status: 200 });
  });
});

it("What a schema costs to compile, others do not wait for.", async () => {
  const endless = asFormat(patterned("^(a|b)*a(a|b){13}(c|d)*c(c|d){9}$"));
  // An answer in words may be over after a token.
  const long = asFormat(patterned("^[ab]{3000}$"));
  const response = await test.post({ ...HELLO, stream: true, max_tokens: 3_000, response_format: long });
  const reader = response.body!.getReader();
  await reader.read();
  let settled = false;
  const refused = test.post({ ...HELLO, max_tokens: 5, response_format: endless }).finally(() => {
    settled = true;
  });
  let pieces = 0;
  while (!settled && !(await reader.read()).done) pieces += 1;
  expect(pieces).toBeGreaterThan(1);
  await reader.cancel();
  expect((await refused).status).toBeLessThan(500);
}, 120_000);
