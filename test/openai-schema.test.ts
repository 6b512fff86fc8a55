import type OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fail, type Script, say } from "../src/api/testing/scripted-engine.ts";
import { eventData, HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { descriptionPath, OpenAiDescription } from "./openai-description.ts";

describe.skipIf(descriptionPath === undefined)("answers, held against the service's own description", () => {
  let test: TestServer;
  let description: OpenAiDescription;
  const expectValid = (name: string, value: unknown) => description.expectValid(name, value);

  beforeAll(async () => {
    description = new OpenAiDescription(descriptionPath ?? "");
    test = await startTestServer();
  });
  afterEach(() => {
    if (test) test.engine.script = say(["Hello", " there"]);
  });
  afterAll(() => test?.server.close(0));

  it("bites: what is no answer does not pass for one", () => {
    const half = { id: "x", object: "chat.completion", created: 1, model: "m", choices: [{}] };
    expect(description.isValid("CreateChatCompletionResponse", half)).toBe(false);
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

  const tool = { type: "function", function: { name: "f", parameters: { type: "object" } } };
  const custom = { type: "custom", custom: { name: "g" } };
  const CALLS: readonly [name: string, script: Script, fields: object][] = [
    ["calls", say(['f\nArguments: {"a": 1}\nFunction: f\nArguments: {}']), { tools: [tool], n: 2 }],
    ["no call", say(["none\nHello"]), { tools: [tool], parallel_tool_calls: false }],
    [
      "a forced call",
      say(["f\nArguments: {}"]),
      { tools: [tool, custom], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    [
      "a call of a function",
      say(["f\nArguments: {}"]),
      { functions: [tool.function], function_call: { name: "f" } },
    ],
    [
      "a schema",
      say(["{}"]),
      { response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } } },
    ],
  ];

  it.each(CALLS)("holds for %s, whole and in chunks", async (_name, script, fields) => {
    test.engine.script = script;
    expectValid("CreateChatCompletionResponse", await (await test.post({ ...HELLO, ...fields })).json());
    const response = await test.post({ ...HELLO, ...fields, stream: true });
    const chunks = eventData(await response.text()).slice(0, -1);
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) expectValid("CreateChatCompletionStreamResponse", JSON.parse(chunk));
  });

  it("holds for calls of custom tools", async () => {
    // Only whole: the description does not know chunks of them.
    test.engine.script = say(['g\nArguments: {"input": "x"}']);
    const asked = { ...HELLO, tools: [custom], tool_choice: "required" };
    const answer = (await (await test.post(asked)).json()) as OpenAI.ChatCompletion;
    expectValid("CreateChatCompletionResponse", answer);
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ custom: { name: "g", input: "x" } });
  });

  it("holds for models", async () => {
    expectValid("ListModelsResponse", await (await fetch(`${test.url}/models`)).json());
    expectValid("Model", await (await fetch(`${test.url}/models/gpt-4.1`)).json());
  });

  it("holds for errors", async () => {
    test.engine.script = fail({ code: "crashed", message: "x" });
    for (const body of [{}, { ...HELLO, n: 0 }, { ...HELLO, model: "x" }, "{", HELLO]) {
      expectValid("ErrorResponse", await (await test.post(body)).json());
    }
  });

  it("holds for parameters: each that is described is known here", async () => {
    const parameters = description.parameters(
      "CreateChatCompletionRequest",
      "CreateModelResponseProperties",
      "ModelResponseProperties",
    );
    expect(parameters.length).toBeGreaterThan(30);
    for (const name of parameters) {
      const response = await test.post({ ...HELLO, [name]: { not: "a proper value" } });
      const { error } = (await response.json()) as { error?: { message: string } };
      expect(error?.message).not.toBe(`Unknown parameter: '${name}'.`);
    }
  });
});
