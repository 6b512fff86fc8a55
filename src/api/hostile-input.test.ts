import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "./testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

/** Parameters by their real names, so that random values get past the first check. */
const NAMES = [
  "messages",
  "model",
  "n",
  "temperature",
  "top_p",
  "stop",
  "seed",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "max_tokens",
  "max_completion_tokens",
  "stream",
  "stream_options",
  "metadata",
  "tools",
  "tool_choice",
  "functions",
  "function_call",
  "response_format",
  "prediction",
  "modalities",
  "service_tier",
  "verbosity",
];

const MEMBERS = [
  "role",
  "content",
  "type",
  "text",
  "name",
  "tool_calls",
  "function",
  "image_url",
  "url",
  "id",
];
const WORDS = [
  "user",
  "assistant",
  "tool",
  "function",
  "text",
  "image_url",
  "json_schema",
  "gpt-4.1",
  "auto",
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

/** An answer, or a refusal in the shape of all refusals; never a fault of the server. */
async function expectAnswerOrRefusal(response: Response): Promise<void> {
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  if (response.status === 200) return;
  const { error } = JSON.parse(text) as { error: Record<string, unknown> };
  expect(Object.keys(error)).toEqual(["message", "type", "param", "code"]);
  expect(error.message).toEqual(expect.any(String));
}

it("Random bodies are answered or refused, and break nothing.", async () => {
  const body = fc.oneof(value, fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 5 }));
  await fc.assert(
    fc.asyncProperty(body, async (random) => expectAnswerOrRefusal(await test.post(JSON.stringify(random)))),
    { numRuns: 300 },
  );
}, 120_000);

it("A proper request with one random parameter is answered or refused.", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), value, async (name, random) =>
      expectAnswerOrRefusal(await test.post(JSON.stringify({ ...HELLO, [name]: random }))),
    ),
    { numRuns: 500 },
  );
}, 120_000);

it("Random bytes are refused.", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (bytes) =>
      expectAnswerOrRefusal(await test.post(bytes)),
    ),
    { numRuns: 100 },
  );
}, 60_000);

it.each<[name: string, body: string, param: string | null]>([
  ["nothing", "", null],
  ["half an object", '{"model": "gpt-4.1", ', null],
  ["a million brackets", "[".repeat(1_000_000), null],
  ["deep messages", `{"model":"gpt-4.1","messages":${'[{"a":'.repeat(500)}0${"}]".repeat(500)}}`, "messages"],
  [
    "half a surrogate pair",
    '{"model":"gpt-4.1","messages":[{"role":"user","content":"\\ud800"}]}',
    "messages[0].content",
  ],
  ["NUL", '{"model":"gpt-4.1","messages":[{"role":"user","content":"a\\u0000b"}]}', "messages[0].content"],
  ["too many messages", `{"model":"m","messages":[${"{},".repeat(100_000)}{}]}`, "messages"],
  ["too many values", `{"model":"m","messages":[${"[],".repeat(600_000)}[]]}`, "messages"],
  [
    "an endless number",
    '{"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"temperature":1e999}',
    "temperature",
  ],
  [
    "the prototype",
    '{"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"constructor":{"x":1}}',
    "constructor",
  ],
])("The server refuses %s and goes on", async (_name, body, param) => {
  const response = await test.post(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", param } });
  expect((await test.post(HELLO)).status).toBe(200);
});

it("Two hundred requests at once are all answered, each with its own answer.", async () => {
  test.engine.script = async function* (request) {
    const asked = request.prompt.map(({ text }) => text).join("");
    yield { type: "started", promptTokens: 1, cachedTokens: 0 };
    yield { type: "text-delta", choice: 0, text: /number (\d+)/.exec(asked)?.[1] ?? "none" };
    const usage = { completionTokens: 1, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 };
    yield { type: "choice-end", choice: 0, reason: "stop", usage };
    yield { type: "end" };
  };
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const messages = [{ role: "user", content: `This is number ${index}.` }];
      const response = await test.post({ ...HELLO, messages });
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      return choices[0]?.message.content;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 200 }, (_, index) => String(index)));
});
