import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
} from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fail, hang, say } from "./testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "./testing/test-server.ts";

const KEY = "sk-0123456789abcdef";

let test: TestServer;
let client: OpenAI;

beforeEach(async () => {
  test = await startTestServer({ apiKey: KEY });
  client = new OpenAI({ baseURL: test.url, apiKey: KEY, maxRetries: 0 });
});
afterEach(() => test.server.close(0));

describe("the official client", () => {
  it("gets an answer", async () => {
    const completion = await client.chat.completions.create(HELLO);
    expect(completion.choices[0]?.message.content).toBe("Hello there");
    expect(completion.usage?.total_tokens).toBe(7);
    expect(completion._request_id).toMatch(/^req_/);
  });

  it("gets the response beside the data", async () => {
    const { data, response, request_id } = await client.chat.completions.create(HELLO).withResponse();
    expect(data.model).toBe("gpt-4.1-nano-2025-04-14");
    expect(response.headers.get("openai-version")).toBe("2020-10-01");
    expect(request_id).toBe(response.headers.get("x-request-id"));
  });

  it("iterates over the chunks of several choices with usage at the end", async () => {
    const stream = await client.chat.completions.create({
      ...HELLO,
      n: 2,
      stream: true,
      stream_options: { include_usage: true },
    });
    const texts = ["", ""];
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      for (const { index, delta } of chunk.choices) texts[index] += delta.content ?? "";
      usage = chunk.usage;
    }
    expect(texts).toEqual(["Hello there", "Hello there"]);
    expect(usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 });
  });

  it("accumulates a stream with log probabilities into a completion", async () => {
    const stream = client.chat.completions.stream({ ...HELLO, logprobs: true, top_logprobs: 1 });
    const pieces: string[] = [];
    stream.on("content", (piece) => pieces.push(piece));
    const completion = await stream.finalChatCompletion();
    expect(pieces).toEqual(["Hello", " there"]);
    expect(completion.choices[0]?.message.content).toBe("Hello there");
    expect(completion.choices[0]?.logprobs?.content?.map(({ token }) => token)).toEqual(["Hello", " there"]);
  });

  it("goes on with a conversation by sending answers back as they came", async () => {
    const { choices } = await client.chat.completions.create(HELLO);
    const message = choices[0]?.message;
    if (message === undefined) throw new Error("There was no answer.");
    const messages = [...HELLO.messages, message, { role: "user" as const, content: "Go on." }];
    expect((await client.chat.completions.create({ ...HELLO, messages })).choices).toHaveLength(1);
  });

  it("lists and retrieves models", async () => {
    const names: string[] = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toContain("gpt-4.1-mini");
    expect((await client.models.retrieve("gpt-4.1-mini")).owned_by).toBe("system");
  });

  it("stops an answer by aborting, and by leaving its loop", async () => {
    test.engine.script = hang();
    const controller = new AbortController();
    const aborted = client.chat.completions.create(HELLO, { signal: controller.signal });
    await expect.poll(() => test.engine.requests.length).toBe(1);
    controller.abort();
    await expect(aborted).rejects.toThrow(APIUserAbortError);
    await expect.poll(() => test.engine.cancelled).toBe(1);

    for await (const chunk of await client.chat.completions.create({ ...HELLO, stream: true })) {
      if (chunk.choices[0]?.delta.content) break;
    }
    await expect.poll(() => test.engine.cancelled).toBe(2);
  });

  it("raises its own errors, fields filled in", async () => {
    await expect(client.chat.completions.create({ ...HELLO, temperature: 3 })).rejects.toSatisfy(
      (error) =>
        error instanceof BadRequestError &&
        error.param === "temperature" &&
        error.code === "decimal_above_max_value" &&
        error.type === "invalid_request_error",
    );
    await expect(client.chat.completions.create({ ...HELLO, model: "gpt-5" })).rejects.toThrow(NotFoundError);
    await expect(client.models.retrieve("gpt-5")).rejects.toThrow(NotFoundError);
    const stranger = client.withOptions({ apiKey: "sk-wrong" });
    await expect(stranger.chat.completions.create(HELLO)).rejects.toThrow(AuthenticationError);
    test.engine.script = fail({ code: "crashed", message: "x" });
    await expect(client.chat.completions.create(HELLO)).rejects.toThrow(InternalServerError);
    test.engine.script = fail({ code: "queue-full", retryAfterSeconds: 1 });
    await expect(client.chat.completions.create({ ...HELLO, stream: true })).rejects.toThrow(
      InternalServerError,
    );
  });

  it("raises an error that comes in the middle of a stream", async () => {
    test.engine.script = fail({ code: "crashed", message: "x" }, ["Hel"]);
    const stream = await client.chat.completions.create({ ...HELLO, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow(APIError);
  });

  it("waits as long as a full queue asks, and tries again", async () => {
    let attempts = 0;
    const full = fail({ code: "queue-full", retryAfterSeconds: 0.1 });
    const said = say(["Hi"]);
    test.engine.script = (request, signal) => (attempts++ === 0 ? full : said)(request, signal);
    const patient = client.withOptions({ maxRetries: 1 });
    expect((await patient.chat.completions.create(HELLO)).choices[0]?.message.content).toBe("Hi");
  });
});
