import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const string = { type: "string" };
const closed = (properties: object, more: object = {}) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const nested = (levels: number): object => (levels === 0 ? closed({}) : closed({ a: nested(levels - 1) }));
const strings = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

const OPEN = "In context=(), 'additionalProperties' is required to be supplied and to be false.";

/** Schemas that strict mode refuses, and how. */
const STRICT: ReadonlyArray<[name: string, schema: object, problem: string | RegExp]> = [
  ["an open object", { type: "object", properties: {} }, OPEN],
  [
    "an optional property",
    closed({ a: string }, { required: [] }),
    "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'.",
  ],
  [
    "a default",
    closed({ a: { type: "string", default: "x" } }),
    "In context=('properties', 'a'), 'default' is not permitted.",
  ],
  [
    "a keyword that no grammar can express",
    closed({ a: { type: "array", items: string, uniqueItems: true } }),
    "In context=('properties', 'a'), 'uniqueItems' is not permitted.",
  ],
  [
    "a root that is no object",
    { type: "array", items: string },
    /^schema must be a JSON Schema of 'type: "object"'/,
  ],
  ["too many levels", nested(11), "12 levels of nesting exceeds limit of 10."],
  [
    "too many values",
    closed({ a: { type: "string", enum: strings(1_001) } }),
    /^Expected at most 1000 enum values/,
  ],
  [
    "a backreference",
    closed({ a: { type: "string", pattern: "(a)\\1" } }),
    "In context=('properties', 'a'), 'pattern' has a backreference, which is not supported.",
  ],
  [
    "more patterns than can be read at once",
    closed(
      Object.fromEntries(strings(20).map((name) => [name, { type: "string", pattern: name.repeat(500) }])),
    ),
    "Expected at most 65536 total characters across patterns.",
  ],
  [
    "types named again and again",
    closed({
      a: { type: Array.from({ length: 9_999 }).fill("object"), properties: {}, additionalProperties: false },
    }),
    "In context=('properties', 'a'), 'type' must not name a type twice.",
  ],
];

async function refusal(path: string, fields: object) {
  const response = await test.send(path, fields);
  const { error } = (await response.json()) as { error: { message: string; param: string; code: string } };
  return { status: response.status, ...error };
}
const chat = (fields: object) => refusal("/chat/completions", { ...HELLO, ...fields });
const responses = (fields: object) => refusal("/responses", { model: HELLO.model, input: "Hi", ...fields });

const prefixed = (prefix: string, problem: string | RegExp) =>
  typeof problem === "string"
    ? `${prefix}: ${problem}`
    : expect.stringMatching(new RegExp(`^${prefix}: ${problem.source.slice(1)}`));

describe("a strict schema that cannot be held to is refused in the service's words", () => {
  it.each(STRICT)("as a chat completion's format: %s", async (_, schema, problem) => {
    const response_format = { type: "json_schema", json_schema: { name: "n", schema, strict: true } };
    expect(await chat({ response_format })).toMatchObject({
      status: 400,
      message: prefixed("Invalid schema for response_format 'n'", problem),
      type: "invalid_request_error",
      param: "response_format",
      code: null,
    });
  });

  it.each(STRICT)("as the parameters of a chat completion's function: %s", async (_, parameters, problem) => {
    const tools = [
      { type: "function", function: { name: "f" } },
      { type: "function", function: { name: "g", parameters, strict: true } },
    ];
    expect(await chat({ tools })).toMatchObject({
      status: 400,
      message: prefixed("Invalid schema for function 'g'", problem),
      param: "tools[1].function.parameters",
      code: "invalid_function_parameters",
    });
  });

  it.each(STRICT)("as a response's format: %s", async (_, schema, problem) => {
    const text = { format: { type: "json_schema", name: "n", schema, strict: true } };
    expect(await responses({ text })).toMatchObject({
      status: 400,
      message: prefixed("Invalid schema for response_format 'n'", problem),
      param: "text.format.schema",
      code: "invalid_json_schema",
    });
  });

  it.each(STRICT)("as the parameters of a response's function: %s", async (_, parameters, problem) => {
    const tools = [{ type: "function", name: "g", parameters, strict: true }];
    for (const how of [{}, { background: true }, { stream: true }]) {
      expect(await responses({ tools, ...how })).toMatchObject({
        status: 400,
        message: prefixed("Invalid schema for function 'g'", problem),
        param: "tools[0].parameters",
        code: "invalid_function_parameters",
      });
    }
  });
});

describe("a schema that is not strict", () => {
  it.each(STRICT.filter(([, schema]) => "properties" in schema))("may hold %s", async (_, schema) => {
    const response_format = { type: "json_schema", json_schema: { name: "n", schema } };
    const functions = [{ name: "f", parameters: schema }];
    for (const fields of [{ response_format }, { functions }]) {
      expect((await test.post({ ...HELLO, ...fields })).status).toBe(200);
    }
    const tools = [{ type: "function", name: "f", parameters: schema }];
    const response = await test.send("/responses", { model: HELLO.model, input: "Hi", tools });
    expect(response.status).toBe(200);
  });

  it("must still be the schema of an object of bearable size", async () => {
    const list = { name: "f", parameters: { type: "array" } };
    const large = { name: "f", parameters: { type: "object", description: "x".repeat(1_100_000) } };
    expect(await chat({ functions: [list] })).toMatchObject({
      status: 400,
      message: `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`,
      param: "functions[0].parameters",
    });
    expect(await chat({ tools: [{ type: "function", function: large }] })).toMatchObject({
      status: 400,
      message: "Invalid schema for function 'f': 1100034 characters exceeds limit of 1048576.",
      param: "tools[0].function.parameters",
    });
    expect(await responses({ tools: [{ type: "function", ...list }] })).toMatchObject({
      status: 400,
      param: "tools[0].parameters",
    });
  });
});

it("A strict format without a schema is refused.", async () => {
  const response_format = { type: "json_schema", json_schema: { name: "n", strict: true } };
  expect(await chat({ response_format })).toMatchObject({
    status: 400,
    message: "Missing required parameter: 'response_format.json_schema.schema'.",
    code: "missing_required_parameter",
  });
});

describe("tools", () => {
  const tool = (name: string) => ({ type: "function", function: { name } });
  const many = Array.from({ length: 129 }, (_, index) => `f${index}`);

  it("must have unique names", async () => {
    const custom = { type: "custom", custom: { name: "f" } };
    expect(await chat({ tools: [tool("f"), tool("g"), custom] })).toMatchObject({
      status: 400,
      message: "Invalid 'tools[2].custom.name': 'f' is used more than once. Tools must have unique names.",
      param: "tools[2].custom.name",
    });
    expect(await chat({ functions: [{ name: "f" }, { name: "f" }] })).toMatchObject({
      status: 400,
      param: "functions[1].name",
    });
    const [first, second] = [
      { type: "function", name: "f" },
      { type: "custom", name: "f" },
    ];
    expect(await responses({ tools: [first, second] })).toMatchObject({
      status: 400,
      param: "tools[1].name",
    });
  });

  it("are at most 128", async () => {
    expect(await chat({ tools: many.map(tool) })).toMatchObject({
      status: 400,
      message:
        "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
      param: "tools",
      code: "array_above_max_length",
    });
    const tools = many.map((name) => ({ type: "function", name }));
    expect(await responses({ tools })).toMatchObject({ status: 400, param: "tools" });
    expect((await test.post({ ...HELLO, tools: many.slice(1).map(tool) })).status).toBe(200);
  });
});
