import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const tool = (name: string) => ({ type: "function", function: { name, parameters: { type: "object" } } });
const user = { role: "user", content: "hi" };
const image = (url: string) => ({
  messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
});
const calling = (...ids: string[]) => ({
  role: "assistant",
  tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } })),
});
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "1" });
const prediction = { type: "content", content: "x" };
const IMAGE_URL = "messages[0].content[0].image_url.url";

async function refusal(fields: object) {
  const response = await test.post({ ...HELLO, ...fields });
  const body = (await response.json()) as {
    error: { message: string; type: string; param: string; code: string };
  };
  return { status: response.status, ...body.error };
}

describe("a request that cannot be honoured", () => {
  it.each<[name: string, fields: object, param: string | null, code: string | null, message: RegExp]>([
    [
      "an effort",
      { reasoning_effort: "low" },
      "reasoning_effort",
      "unsupported_parameter",
      /not supported with this/,
    ],
    [
      "audio",
      { audio: { voice: "a", format: "wav" } },
      "audio",
      "unsupported_parameter",
      /'audio' is not supported/,
    ],
    [
      "a web search",
      { web_search_options: {} },
      "web_search_options",
      "unsupported_parameter",
      /not supported/,
    ],
    ["moderation", { moderation: { model: "m" } }, "moderation", "unsupported_parameter", /not supported/],
    [
      "cache options",
      { prompt_cache_options: {} },
      "prompt_cache_options",
      "unsupported_parameter",
      /not supported/,
    ],
    [
      "spoken answers",
      { modalities: ["text", "audio"] },
      "modalities",
      "unsupported_value",
      /does not support 'audio'/,
    ],
    [
      "a label that would be left out",
      { metadata: JSON.parse('{"a":"b","__proto__":"c"}') },
      "metadata.__proto__",
      "unknown_parameter",
      /^Unknown parameter/,
    ],
    [
      "content of no part",
      { messages: [{ role: "user", content: [] }] },
      "messages[0].content",
      "empty_array",
      /minimum length 1/,
    ],
    ["terseness", { verbosity: "low" }, "verbosity", "unsupported_value", /Supported values are: 'medium'/],
    [
      "more tokens than the model gives",
      { max_tokens: 50_000 },
      "max_tokens",
      "invalid_value",
      /^max_tokens is too large: 50000\. This model supports at most 32768 completion tokens, whereas you provided 50000\.$/,
    ],
    [
      "two bounds for tokens",
      { max_tokens: 5, max_completion_tokens: 5 },
      "max_tokens",
      "invalid_parameter_combination",
      /at the same time is not supported/,
    ],
    [
      "stream options without a stream",
      { stream_options: { include_usage: true } },
      "stream_options",
      null,
      /^The 'stream_options' parameter is only allowed when 'stream' is enabled\.$/,
    ],
    [
      "alternatives without log probabilities",
      { top_logprobs: 2 },
      "top_logprobs",
      null,
      /'logprobs' is enabled/,
    ],
    [
      "a choice of no tools",
      { tool_choice: "auto" },
      "tool_choice",
      null,
      /only allowed when 'tools' are specified/,
    ],
    [
      "parallel calls of no tools",
      { parallel_tool_calls: true },
      "parallel_tool_calls",
      null,
      /only allowed when/,
    ],
    [
      "a call of no functions",
      { function_call: "auto" },
      "function_call",
      null,
      /when 'functions' are specified/,
    ],
    [
      "an unknown tool",
      { tools: [tool("f")], tool_choice: { type: "function", function: { name: "g" } } },
      "tool_choice",
      null,
      /no function named 'g' was specified in the 'tools' parameter/,
    ],
    [
      "an unknown function",
      { functions: [{ name: "f" }], function_call: { name: "g" } },
      "function_call",
      null,
      /no function named 'g' was specified in the 'functions' parameter/,
    ],
    [
      "tools beside functions",
      { tools: [tool("f")], functions: [{ name: "f" }] },
      "functions",
      null,
      /'tools' and 'functions' at the same time/,
    ],
    [
      "JSON that no message speaks of",
      { response_format: { type: "json_object" } },
      "messages",
      null,
      /word 'json'/,
    ],
    [
      "a predicted choice among several",
      { prediction, n: 2 },
      "n",
      "unsupported_parameter",
      /when 'prediction'/,
    ],
    [
      "predicted calls",
      { prediction, tools: [tool("f")] },
      "tools",
      "unsupported_parameter",
      /when 'prediction'/,
    ],
    [
      "a predicted text with log probabilities",
      { prediction, logprobs: true },
      "logprobs",
      "unsupported_parameter",
      /./,
    ],
    [
      "a token beyond the vocabulary",
      { logit_bias: { "100": 1 } },
      "logit_bias",
      "invalid_value",
      /^Invalid key in 'logit_bias': 100\. Maximum value is 99\.$/,
    ],
    [
      "a message without content",
      { messages: [user, { role: "user" }] },
      "messages.[1].content",
      null,
      /^Invalid value for 'content': expected a string, got null\.$/,
    ],
    [
      "an assistant that did nothing",
      { messages: [{ role: "assistant" }] },
      "messages.[0].content",
      null,
      /got null/,
    ],
    [
      "a result that nobody asked for",
      { messages: [user, result("c")] },
      "messages.[1].role",
      null,
      /must be a response to a preceeding message with 'tool_calls'/,
    ],
    [
      "calls that nobody answered",
      { messages: [user, calling("a", "b"), result("a"), user] },
      "messages.[1].role",
      null,
      /did not have response messages: b$/,
    ],
    [
      "a result of another call",
      { messages: [user, calling("a"), result("a"), result("z")] },
      "messages.[3].tool_call_id",
      null,
      /^Invalid parameter: 'tool_call_id' of 'z' not found in 'tool_calls' of previous message\.$/,
    ],
    [
      "what was once said aloud",
      { messages: [user, { role: "assistant", audio: { id: "a" } }] },
      "messages[1].audio",
      "unsupported_value",
      /only supported by certain models/,
    ],
    ["an address that is none", image("nonsense"), IMAGE_URL, "invalid_value", /Expected a valid URL/],
    ["a file's address", image("file:///etc/passwd"), IMAGE_URL, "invalid_value", /Expected a valid URL/],
    [
      "invalid base64",
      image("data:image/png;base64,a*b="),
      IMAGE_URL,
      "invalid_value",
      /invalid base64-encoded value/,
    ],
    [
      "empty base64",
      image("data:image/png;base64,"),
      IMAGE_URL,
      "invalid_value",
      /empty base64-encoded bytes/,
    ],
    [
      "bytes that are no image",
      image("data:text/plain;base64,AAAA"),
      IMAGE_URL,
      "invalid_value",
      /MIME type/,
    ],
    ["a data URL cut short", image("data:image/png"), IMAGE_URL, "invalid_value", /malformed data URL/],
    [
      "speech",
      {
        messages: [
          { role: "user", content: [{ type: "input_audio", input_audio: { data: "A", format: "wav" } }] },
        ],
      },
      "messages[0].content[0].type",
      "unsupported_value",
      /only supported by certain models/,
    ],
  ])("is refused by name: %s", async (_name, fields, param, code, message) => {
    const error = await refusal(fields);
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error", param, code });
    expect(error.message).toMatch(message);
  });

  it("is refused for an unknown model with a 404", async () => {
    expect(await refusal({ model: "gpt-5" })).toEqual({
      status: 404,
      message: "The model `gpt-5` does not exist or you do not have access to it.",
      type: "invalid_request_error",
      param: null,
      code: "model_not_found",
    });
  });
});
