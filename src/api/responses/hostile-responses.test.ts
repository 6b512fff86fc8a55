import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const NAMES = [
  "model",
  "input",
  "instructions",
  "previous_response_id",
  "conversation",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "text",
  "truncation",
  "reasoning",
  "max_output_tokens",
  "max_tool_calls",
  "temperature",
  "top_p",
  "top_logprobs",
  "include",
  "store",
  "background",
  "stream",
  "stream_options",
  "metadata",
  "prompt_cache_key",
  "service_tier",
  "items",
];
const MEMBERS = [
  "type",
  "role",
  "content",
  "text",
  "id",
  "call_id",
  "name",
  "arguments",
  "output",
  "format",
  "tools",
];
const WORDS = [
  "user",
  "assistant",
  "message",
  "input_text",
  "output_text",
  "function_call",
  "function_call_output",
  "item_reference",
  "compaction",
  "mcp",
  "mcp_approval_response",
  "function",
  "custom",
  "json_schema",
  "auto",
  "resp_1",
  "conv_1",
  "gpt-4.1",
  "__proto__",
];

const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: "binary" }));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...MEMBERS), fc.string()), tie("value"), { maxKeys: 4 }),
  ),
}));

const PATHS = ["/responses", "/responses/input_tokens", "/conversations", "/conversations/conv_1/items"];

/** An answer, or a refusal in the shape of all refusals; never a fault of the server. */
async function post(path: string, body: unknown): Promise<void> {
  const response = await test.send(path, JSON.stringify(body));
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  if (response.status === 200) return;
  const { error } = JSON.parse(text) as { error: Record<string, unknown> };
  expect(Object.keys(error)).toEqual(["message", "type", "param", "code"]);
  expect(error.message).toEqual(expect.any(String));
}

it("Random bodies are answered or refused, and break nothing.", async () => {
  const body = fc.oneof(value, fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 5 }));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...PATHS), body, post), { numRuns: 300 });
}, 120_000);

it("A proper request with one random parameter is answered or refused.", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), value, (name, random) =>
      post("/responses", { model: "gpt-4.1", input: "Hello", [name]: random }),
    ),
    { numRuns: 400 },
  );
}, 120_000);

it("Random items are answered or refused.", async () => {
  const type = fc.constantFrom(...WORDS);
  const item = fc
    .tuple(type, fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 5 }))
    .map(([kind, members]) => ({ ...members, type: kind }));
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 4 }), (items) =>
      post("/responses", { model: "gpt-4.1", input: items }),
    ),
    { numRuns: 300 },
  );
}, 120_000);

it("Random ids and queries are answered or refused.", async () => {
  const segment = fc.oneof(word, fc.constantFrom("resp_1", "%00", "%ff", "..", "x".repeat(5000)));
  await fc.assert(
    fc.asyncProperty(segment, segment, segment, async (id, name, wish) => {
      const query = new URLSearchParams({ [name]: wish, after: wish, starting_after: wish, stream: wish });
      for (const path of ["responses", "conversations", "chat/completions"]) {
        const response = await fetch(`${test.url}/${path}/${encodeURIComponent(id)}?${query}`);
        expect(response.status).toBeLessThan(500);
        await response.arrayBuffer();
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);
