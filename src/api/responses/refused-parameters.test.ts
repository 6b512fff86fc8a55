import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

async function refused(body: unknown) {
  const response = await test.send("/responses", body);
  const { error } = (await response.json()) as { error?: Record<string, unknown> };
  return { status: response.status, ...error };
}

const HELLO = { model: "gpt-4.1", input: "Hello" };
const tool = { type: "function", name: "f", parameters: { type: "object", properties: {} } };

describe("a parameter that cannot be honoured is refused in the service's words", () => {
  it.each<[string, object, string | null, string | null, RegExp]>([
    [
      "too few tokens",
      { max_output_tokens: 15 },
      "max_output_tokens",
      "integer_below_min_value",
      />= 16, but got 15/,
    ],
    [
      "too many tokens",
      { max_output_tokens: 32_769 },
      "max_output_tokens",
      "integer_above_max_value",
      /<= 32768/,
    ],
    ["a temperature out of range", { temperature: 2.1 }, "temperature", "decimal_above_max_value", /<= 2/],
    [
      "a parameter of reasoning models",
      { reasoning: { effort: "low" } },
      "reasoning.effort",
      "unsupported_parameter",
      /^Unsupported parameter: 'reasoning\.effort'/,
    ],
    [
      "terseness",
      { text: { verbosity: "low" } },
      "text.verbosity",
      "unsupported_value",
      /Supported values are: 'medium'/,
    ],
    ["a stored prompt", { prompt: { id: "pmpt_1" } }, "prompt", "unsupported_parameter", /not supported/],
    [
      "options of a stream that is none",
      { stream_options: {} },
      "stream_options",
      null,
      /'stream' is enabled/,
    ],
    [
      "background without a store",
      { background: true, store: false },
      "background",
      null,
      /have to be stored/,
    ],
    [
      "a forced call without tools",
      { tool_choice: "required" },
      "tool_choice",
      null,
      /^Tool choice 'required' must be specified with 'tools' parameter\.$/,
    ],
    [
      "a forced call of no tool",
      { tools: [tool], tool_choice: { type: "function", name: "g" } },
      "tool_choice",
      null,
      /^Tool choice 'function' not found in 'tools' parameter\.$/,
    ],
    [
      "a web search",
      { tools: [{ type: "web_search_preview" }] },
      "tools[0].type",
      "unsupported_value",
      /'web_search_preview' is not supported.*'function', 'custom', 'mcp'/,
    ],
    [
      "a tool whose name is as long as a request may be",
      { tools: [{ type: `web_search${"x".repeat(100_000)}` }] },
      "tools[0].type",
      "invalid_value",
      /^Invalid value: 'web\.\.\.xxx'\. Supported/,
    ],
    [
      "a file search",
      { tools: [tool, { type: "file_search", vector_store_ids: [] }] },
      "tools[1].type",
      "unsupported_value",
      /file_search/,
    ],
    [
      "a choice of a hosted tool",
      { tools: [tool], tool_choice: { type: "code_interpreter" } },
      "tool_choice.type",
      "unsupported_value",
      /code_interpreter/,
    ],
    [
      "a tool of no kind",
      { tools: [{ type: "nonsense" }] },
      "tools[0].type",
      "invalid_value",
      /'function', 'custom', and 'mcp'/,
    ],
    [
      "129 tools",
      { tools: Array.from({ length: 129 }, (_, n) => ({ ...tool, name: `f${n}` })) },
      "tools",
      "array_above_max_length",
      /maximum length 128/,
    ],
    [
      "JSON that nobody mentioned",
      { text: { format: { type: "json_object" } } },
      "input",
      null,
      /^Response input messages must contain the word 'json' in some form/,
    ],
    [
      "JSON that only instructions mention",
      { instructions: "json", text: { format: { type: "json_object" } } },
      "input",
      null,
      /word 'json'/,
    ],
    [
      "a wish to include nonsense",
      { include: ["nonsense"] },
      "include[0]",
      "invalid_value",
      /'message\.output_text\.logprobs'/,
    ],
    [
      "an item too many",
      { input: Array.from({ length: 4097 }, () => ({ role: "user", content: "" })) },
      "input",
      "array_above_max_length",
      /4096/,
    ],
    [
      "more text than there may be",
      { input: "x".repeat(10_485_761) },
      "input",
      "string_above_max_length",
      /10485760/,
    ],
    ["half a surrogate pair", JSON.parse('{"input":"\\ud800"}'), "input", "invalid_value", /surrogate/],
    [
      "metadata beyond its bounds",
      { metadata: { k: "v".repeat(513) } },
      "metadata.k",
      "string_above_max_length",
      /512/,
    ],
  ])("%s", async (_name, change, param, code, message) => {
    const body = { ...HELLO, ...change };
    expect(await refused(body)).toEqual({
      status: 400,
      type: "invalid_request_error",
      param,
      code,
      message: expect.stringMatching(message),
    });
  });
});
