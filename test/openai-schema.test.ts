import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fail } from "../src/api/testing/scripted-engine.ts";
import { eventData, HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";

/**
 * Path of the service's own OpenAPI description, three megabytes that are not part of this
 * repository. Without it there is nothing to compare with, and these tests are skipped.
 */
const path = process.env.FOURONE_OPENAPI_SCHEMA;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** `nullable`, which the description still uses beside the newer unions, in JSON Schema's words. */
function withoutNullable(node: Json): Json {
  if (Array.isArray(node)) return node.map(withoutNullable);
  if (typeof node !== "object" || node === null) return node;
  const { nullable, ...rest } = node;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]));
  return nullable === true ? { anyOf: [plain, { type: "null" }] } : plain;
}

describe.skipIf(path === undefined)("answers, held against the service's own description", () => {
  let test: TestServer;
  let ajv: Ajv2020;
  let requestParameters: string[];

  beforeAll(async () => {
    const document = parse(readFileSync(path ?? "", "utf8"), { maxAliasCount: -1 });
    const { schemas } = document.components;
    ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: "openai", components: { schemas: withoutNullable(schemas) } } as object);
    requestParameters = [
      "CreateChatCompletionRequest",
      "CreateModelResponseProperties",
      "ModelResponseProperties",
    ]
      .flatMap((name) => [schemas[name], ...(schemas[name].allOf ?? [])])
      .flatMap((schema) => Object.keys(schema.properties ?? {}));
    test = await startTestServer();
  });
  afterAll(() => test?.server.close(0));

  function expectValid(name: string, value: unknown): void {
    const validate = ajv.compile({ $ref: `openai#/components/schemas/${name}` });
    expect(validate(value) ? [] : validate.errors).toEqual([]);
  }

  it("bites: what is no answer does not pass for one", () => {
    const validate = ajv.compile({ $ref: "openai#/components/schemas/CreateChatCompletionResponse" });
    expect(validate({ id: "x", object: "chat.completion", created: 1, model: "m", choices: [{}] })).toBe(
      false,
    );
  });

  const VARIANTS: readonly object[] = [
    {},
    { n: 3 },
    { logprobs: true, top_logprobs: 3 },
    { max_tokens: 2, stop: "x", seed: 1, stream_options: { include_usage: true } },
  ];

  it.each(VARIANTS)(
    "holds for whole answers to %j",
    async ({ stream_options: _, ...fields }: { stream_options?: object }) => {
      expectValid("CreateChatCompletionResponse", await (await test.post({ ...HELLO, ...fields })).json());
    },
  );

  it.each(VARIANTS)("holds for every chunk of streamed answers to %j", async (fields) => {
    const response = await test.post({ ...HELLO, ...fields, stream: true });
    const chunks = eventData(await response.text()).slice(0, -1);
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) expectValid("CreateChatCompletionStreamResponse", JSON.parse(chunk));
  });

  it("holds for models", async () => {
    expectValid("ListModelsResponse", await (await fetch(`${test.url}/models`)).json());
    expectValid("Model", await (await fetch(`${test.url}/models/gpt-4.1`)).json());
  });

  it("holds for errors", async () => {
    const said = test.engine.script;
    test.engine.script = fail({ code: "crashed", message: "x" });
    for (const body of [{}, { ...HELLO, n: 0 }, { ...HELLO, model: "x" }, "{", HELLO]) {
      expectValid("ErrorResponse", await (await test.post(body)).json());
    }
    test.engine.script = said;
  });

  it("holds for parameters: each that is described is known here", async () => {
    expect(requestParameters.length).toBeGreaterThan(30);
    for (const name of requestParameters) {
      const response = await test.post({ ...HELLO, [name]: { not: "a proper value" } });
      const { error } = (await response.json()) as { error?: { message: string } };
      expect(error?.message).not.toBe(`Unknown parameter: '${name}'.`);
    }
  });
});
