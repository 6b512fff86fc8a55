import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Script } from "../testing/scripted-engine.ts";
import { eventData, startTestServer, type TestServer } from "../testing/test-server.ts";

/** Numbers below 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Told {
  readonly input: number;
  readonly output: number;
}

/** Answers of a few tokens; where the prompt says so, they break off. */
function answerAtRandom(random: () => number): Script {
  return async function* (request, signal) {
    const promptTokens = 5 + Math.floor(random() * 2_000);
    const tokens = 1 + Math.floor(random() * 6);
    const breaks = request.prompt.some(({ text }) => text.includes("Break"));
    yield { type: "started", promptTokens, cachedTokens: Math.floor(random() * promptTokens) };
    for (let token = 0; token < tokens; token++) {
      await new Promise((resolve) => setTimeout(resolve, random() * 3));
      if (signal.aborted) {
        yield { type: "error", error: { code: "cancelled" } };
        return;
      }
      for (let choice = 0; choice < request.choices; choice++)
        yield { type: "text-delta", choice, text: "a" };
    }
    if (breaks) {
      yield { type: "error", error: { code: "crashed", message: "gone" } };
      return;
    }
    for (let choice = 0; choice < request.choices; choice++) {
      const usage = {
        completionTokens: tokens + 1,
        acceptedPredictionTokens: 1,
        rejectedPredictionTokens: 1,
      };
      yield { type: "choice-end", choice, reason: "stop", usage };
    }
    yield { type: "end" };
  };
}

describe("the ledger", () => {
  let subject: TestServer;
  beforeEach(async () => {
    subject = await startTestServer();
  });
  afterEach(() => subject.server.close(0));

  const messages = [{ role: "user", content: "Hello" }];
  const chat = { model: "gpt-4.1-nano", messages };
  const response = { model: "gpt-4.1-nano", input: "Hello" };
  const ofChat = (answer: unknown): Told => {
    const { usage } = answer as { usage: { prompt_tokens: number; completion_tokens: number } };
    return { input: usage.prompt_tokens, output: usage.completion_tokens };
  };
  const ofResponse = (answer: unknown): Told => {
    const { usage } = answer as { usage: { input_tokens: number; output_tokens: number } };
    return { input: usage.input_tokens, output: usage.output_tokens };
  };

  const listeners: readonly (() => Promise<Told>)[] = [
    async () => ofChat(await (await subject.post({ ...chat, n: 2 })).json()),
    async () => ofChat(await (await subject.post({ ...chat, store: true })).json()),
    async () => {
      const stream = { ...chat, stream: true, stream_options: { include_usage: true } };
      const events = eventData(await (await subject.post(stream)).text()).filter((data) => data !== "[DONE]");
      return ofChat(JSON.parse(events.at(-1)!));
    },
    async () => ofResponse(await (await subject.send("/responses", { ...response, store: false })).json()),
    ...[{ stream: true }, { stream: true, background: true }].map((wishes) => async () => {
      const text = await (await subject.send("/responses", { ...response, ...wishes })).text();
      return ofResponse(JSON.parse(text.slice(text.lastIndexOf("data: ") + 6)).response);
    }),
  ];

  /** Only clients that leave, or whose answer breaks off, ask this model. */
  const lost = { model: "gpt-4.1-mini", stream: true };
  const leave = async (milliseconds: number) => {
    const init = { method: "POST", headers: { "content-type": "application/json" } };
    const signal = AbortSignal.timeout(milliseconds);
    const body = JSON.stringify({ ...lost, messages });
    await fetch(`${subject.url}/chat/completions`, { ...init, body, signal })
      .then((answer) => answer.text())
      .catch(() => {});
  };
  const breakOff = async () => {
    await (await subject.post({ ...lost, messages: [{ role: "user", content: "Break" }] })).text();
  };

  it.each([1, 2])("adds up to what answers told of, whatever else went on (seed %d)", async (seed) => {
    const random = seeded(seed);
    subject.engine.script = answerAtRandom(random);
    const told: Told[] = [];
    let others = 0;
    const ask = async () => {
      const kind = random();
      if (kind < 0.7) {
        told.push(await listeners[Math.floor(random() * listeners.length)]!());
        return;
      }
      others++;
      await (kind < 0.9 ? leave(1 + Math.floor(random() * 8)) : breakOff());
    };
    for (let round = 0; round < 8; round++) await Promise.all(Array.from({ length: 5 }, ask));
    const query = { from: 0, until: 40_000 * 86_400, width: 86_400, groupBy: ["model"] } as const;
    const ledger = new Map((await subject.store.usage.sums(query)).map((sum) => [sum.model, sum]));
    const total = (of: (usage: Told) => number) => told.reduce((sum, usage) => sum + of(usage), 0);
    expect(told.length).toBeGreaterThan(15);
    expect(ledger.get("gpt-4.1-nano-2025-04-14")).toMatchObject({
      requests: told.length,
      inputTokens: total(({ input }) => input),
      outputTokens: total(({ output }) => output),
    });
    expect(ledger.get("gpt-4.1-mini-2025-04-14")?.requests ?? 0).toBeLessThanOrEqual(others);
  });
});
