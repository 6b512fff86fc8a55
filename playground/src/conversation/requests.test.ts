import { describe, expect, it } from "vitest";
import { chatRequest } from "./chat-request.ts";
import { schemaError, settingsError, toolsError } from "./check-settings.ts";
import { requestBody } from "./request-body.ts";
import { ignoredByResponses, responsesRequest } from "./responses-request.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";
import { type AssistantTurn, openCalls, type Turn, userTurn } from "./turn.ts";

const TOOLS = JSON.stringify([
  { type: "function", function: { name: "look", parameters: { type: "object" }, strict: true } },
  {
    type: "custom",
    custom: { name: "sql", format: { type: "grammar", grammar: { syntax: "regex", definition: "a+" } } },
  },
]);

const ALL: Settings = {
  ...DEFAULT_SETTINGS,
  instructions: "Be brief.",
  instructionsRole: "developer",
  temperature: 0,
  maximumTokens: 100,
  seed: 7,
  choices: 2,
  stop: ["END"],
  logProbabilities: true,
  logitBias: '{"5": -100}',
  format: "json_schema",
  schema: '{"name": "a", "strict": true, "schema": {"type": "object"}}',
  tools: TOOLS,
  toolChoice: "sql",
  parallelToolCalls: false,
  prediction: "same",
  store: true,
  metadata: '{"k": "v"}',
};

describe("a request", () => {
  it("carries nothing that was not set", () => {
    expect(chatRequest([userTurn("Hi")], DEFAULT_SETTINGS)).toEqual({
      model: "gpt-4.1",
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(responsesRequest([userTurn("Hi")], DEFAULT_SETTINGS)).toEqual({
      model: "gpt-4.1",
      input: [{ type: "message", role: "user", content: "Hi" }],
      store: false,
      stream: true,
    });
  });

  it("carries to Chat Completions what was set", () => {
    expect(chatRequest([userTurn("Hi")], ALL)).toMatchObject({
      messages: [{ role: "developer", content: "Be brief." }, { role: "user" }],
      temperature: 0,
      max_completion_tokens: 100,
      seed: 7,
      n: 2,
      stop: ["END"],
      logprobs: true,
      top_logprobs: 5,
      logit_bias: { "5": -100 },
      response_format: { type: "json_schema", json_schema: { name: "a" } },
      tools: JSON.parse(TOOLS),
      tool_choice: { type: "custom", custom: { name: "sql" } },
      parallel_tool_calls: false,
      prediction: { type: "content", content: "same" },
      store: true,
      metadata: { k: "v" },
    });
  });

  it("carries to Responses what that API has, in its own form, and says what it has not", () => {
    const body = responsesRequest([userTurn("Hi")], ALL);
    expect(body).toMatchObject({
      input: [{ role: "developer", content: "Be brief." }, { role: "user" }],
      max_output_tokens: 100,
      include: ["message.output_text.logprobs"],
      text: { format: { type: "json_schema", name: "a", strict: true } },
      tools: [
        { type: "function", name: "look", strict: true },
        { type: "custom", name: "sql", format: { type: "grammar", syntax: "regex", definition: "a+" } },
      ],
      tool_choice: { type: "custom", name: "sql" },
    });
    for (const name of ["seed", "n", "stop", "prediction", "logit_bias"])
      expect(body).not.toHaveProperty(name);
    expect(ignoredByResponses(ALL)).toEqual([
      "stop sequences",
      "seed",
      "number of answers",
      "logit bias",
      "predicted output",
    ]);
  });

  it("leaves out answers that failed before their first word", () => {
    const failed: AssistantTurn = {
      id: "1",
      role: "assistant",
      chosen: 0,
      choices: [{ text: "", toolCalls: [], state: "failed", model: "gpt-4.1" }],
    };
    expect(requestBody([userTurn("Hi"), failed], DEFAULT_SETTINGS).messages).toHaveLength(1);
  });
});

it("knows which calls wait for an answer", () => {
  const calls = ["a", "b"].map((id) => ({ id, kind: "function" as const, name: id, input: "{}" }));
  const asked: AssistantTurn = {
    id: "1",
    role: "assistant",
    chosen: 0,
    choices: [{ text: "", toolCalls: calls, state: "done", model: "gpt-4.1" }],
  };
  const answer: Turn = { id: "2", role: "tool", callId: "a", name: "a", kind: "function", text: "" };
  expect(openCalls([userTurn("Hi"), asked, answer]).map(({ id }) => id)).toEqual(["b"]);
  expect(openCalls([userTurn("Hi")])).toEqual([]);
});

describe("what is typed", () => {
  it("is told what is wrong with it, and where", () => {
    expect(toolsError("")).toBeUndefined();
    expect(toolsError(TOOLS)).toBeUndefined();
    expect(toolsError("{}")).toContain("a JSON list");
    expect(toolsError('[{"type": "function", "function": {"name": "has space"}}]')).toMatch(/Tool 1: "name"/);
    expect(toolsError("[\n{,\n]")).toMatch(/line 2/);
    expect(schemaError('{"name": "x"}')).toContain('"schema"');
    expect(settingsError({ ...DEFAULT_SETTINGS, metadata: "[]" })).toBe("Metadata: Expected a JSON object.");
    expect(settingsError(ALL)).toBeUndefined();
  });
});
