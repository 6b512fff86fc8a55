import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fail, hang, say } from "../testing/scripted-engine.ts";
import { eventData, HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({ clock: { now: () => 1_771_000_000_500, elapsed: () => performance.now() } });
});
afterAll(() => test.server.close(0));
beforeEach(() => {
  test.engine.script = say(["Hello", " there"]);
  test.engine.requests.length = 0;
  test.engine.cancelled = 0;
});

const stream = (fields: object = {}) => test.post({ ...HELLO, stream: true, ...fields });
const chunks = async (response: Response) => eventData(await response.text());
const parsed = async (response: Response) =>
  (await chunks(response)).slice(0, -1).map((data) => JSON.parse(data));

describe("POST /v1/chat/completions", () => {
  it("answers with the snapshot's name, the time and a fingerprint", async () => {
    const response = await test.post(HELLO);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[A-Za-z0-9]{29}$/),
      object: "chat.completion",
      created: 1_771_000_000,
      model: "gpt-4.1-nano-2025-04-14",
      choices: [{ index: 0, message: { role: "assistant", content: "Hello there" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      service_tier: "default",
      system_fingerprint: expect.stringMatching(/^fp_[0-9a-f]{10}$/),
    });
  });

  it("streams what it would have answered, under one id and time", async () => {
    const response = await stream({ stream_options: { include_usage: true } });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const events = await parsed(response);
    expect(events.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("Hello there");
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(new Set(events.map(({ created }) => created))).toEqual(new Set([1_771_000_000]));
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 7 } });
  });

  it("ends a stream with [DONE]", async () => {
    expect((await chunks(await stream())).at(-1)).toBe("[DONE]");
  });

  it("rounds the size of chunks unless it is asked not to", async () => {
    for (const data of (await chunks(await stream())).slice(0, -1)) {
      expect((Buffer.byteLength(data) - ',"obfuscation":""'.length) % 16).toBe(0);
    }
    const plain = await chunks(await stream({ stream_options: { include_obfuscation: false } }));
    expect(plain.join()).not.toContain("obfuscation");
  });

  it("passes every parameter on to the engine", async () => {
    await test.post({
      ...HELLO,
      temperature: 0.5,
      top_p: 0.25,
      n: 2,
      stop: ["a", "b"],
      seed: 7,
      frequency_penalty: 1,
      presence_penalty: -1,
      logit_bias: { "5": -100, "6": 3 },
      logprobs: true,
      top_logprobs: 4,
      max_completion_tokens: 33,
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
      user: "u",
      safety_identifier: "s",
      service_tier: "auto",
      metadata: { topic: "x" },
    });
    expect(test.engine.requests[0]).toMatchObject({
      choices: 2,
      maximumTokens: 33,
      sampling: {
        temperature: 0.5,
        topP: 0.25,
        seed: 7,
        frequencyPenalty: 1,
        presencePenalty: -1,
        logitBias: [
          [5, -100],
          [6, 3],
        ],
      },
      topLogProbabilities: 4,
      stop: expect.arrayContaining(["a", "b"]),
      cacheScope: "org-local/proj_default/k",
      cacheRetention: "24h",
      priority: "interactive",
    });
  });

  it("fills in the documented defaults, and treats null as absence", async () => {
    await test.post({
      ...HELLO,
      temperature: null,
      top_p: null,
      n: null,
      stop: null,
      logprobs: null,
      tools: null,
    });
    const [request] = test.engine.requests;
    expect(request).toMatchObject({ choices: 1, sampling: { temperature: 1, topP: 1, logitBias: [] } });
    expect(request).not.toHaveProperty("topLogProbabilities");
  });

  it("takes a result that names its function once more, as LangChain sends it", async () => {
    const call = { id: "call_1", type: "function", function: { name: "add", arguments: "{}" } };
    const response = await test.post({
      ...HELLO,
      messages: [
        ...HELLO.messages,
        { role: "assistant", tool_calls: [call] },
        { role: "tool", tool_call_id: "call_1", name: "add", content: "2" },
      ],
    });
    expect(response.status).toBe(200);
    expect(test.engine.requests).toHaveLength(1);
  });

  it("draws another seed for each request that names none", async () => {
    await test.post(HELLO);
    await test.post(HELLO);
    const [first, second] = test.engine.requests;
    expect(first?.sampling.seed).not.toBe(second?.sampling.seed);
  });

  it("folds 64-bit seeds so that their upper half counts", async () => {
    for (const seed of [1, 2 ** 40 + 1, -1]) await test.post({ ...HELLO, seed });
    const seeds = test.engine.requests.map(({ sampling }) => sampling.seed);
    expect(new Set(seeds).size).toBe(3);
    for (const seed of seeds) expect(seed).toBeLessThan(2 ** 32);
  });

  it("answers n choices, each with its own log probabilities", async () => {
    const response = await test.post({ ...HELLO, n: 3, logprobs: true, top_logprobs: 2 });
    const { choices, usage } = (await response.json()) as { choices: { logprobs: object }[]; usage: object };
    expect(choices).toHaveLength(3);
    expect(choices[2]?.logprobs).toMatchObject({
      content: [
        { token: "Hello", logprob: -0.25, bytes: [72, 101, 108, 108, 111], top_logprobs: [{}, {}] },
        { token: " there" },
      ],
      refusal: null,
    });
    expect(usage).toMatchObject({ completion_tokens: 6 });
  });

  it("tells the numbers of a conversation that is too long", async () => {
    const overflow = { code: "context-length-exceeded", contextLength: 2048, promptTokens: 3000 } as const;
    test.engine.script = fail({ ...overflow, requestedTokens: 0 });
    for (const response of [await test.post(HELLO), await stream()]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: {
          message:
            "This model's maximum context length is 2048 tokens. However, your messages resulted in 3000 tokens. Please reduce the length of the messages.",
          type: "invalid_request_error",
          param: "messages",
          code: "context_length_exceeded",
        },
      });
    }
    test.engine.script = fail({ ...overflow, promptTokens: 2000, requestedTokens: 100 });
    expect((await (await test.post(HELLO)).json()) as object).toMatchObject({
      error: {
        message:
          "This model's maximum context length is 2048 tokens. However, you requested 2100 tokens (2000 in the messages, 100 in the completion). Please reduce the length of the messages or completion.",
      },
    });
  });

  it("sends clients away for a while when the queue is full", async () => {
    test.engine.script = fail({ code: "queue-full", retryAfterSeconds: 6.2 });
    const response = await stream();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("7");
  });

  it("says nothing of its insides when it breaks", async () => {
    test.engine.script = fail({ code: "crashed", message: "/home/me/weights.gguf" });
    const response = await test.post(HELLO);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: {
        message: "The server had an error while processing your request. Sorry about that!",
        type: "server_error",
        param: null,
        code: null,
      },
    });
  });

  it("ends a stream that breaks with an error, and without [DONE]", async () => {
    test.engine.script = fail({ code: "crashed", message: "x" }, ["Hel"]);
    const data = await chunks(await stream());
    expect(JSON.parse(data.at(-1) ?? "")).toMatchObject({
      error: { type: "server_error", param: null, code: null },
    });
    expect(data).not.toContain("[DONE]");
  });

  it("survives an engine that throws instead of saying what is wrong", async () => {
    test.engine.script = () => {
      throw new Error("no such engine");
    };
    expect((await test.post(HELLO)).status).toBe(500);
    expect((await stream()).status).toBe(500);
  });

  it.each(["stream", "whole answer"])("cancels the work when the client of a %s goes", async (kind) => {
    test.engine.script = hang();
    const client = new AbortController();
    const answer = fetch(`${test.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...HELLO, stream: kind === "stream" }),
      signal: client.signal,
    });
    if (kind === "stream") await (await answer).body?.getReader().read();
    else await expect.poll(() => test.engine.requests.length).toBe(1);
    client.abort();
    await answer.catch(() => undefined);
    await expect.poll(() => test.engine.cancelled, { timeout: 2_000 }).toBe(1);
  });
});
