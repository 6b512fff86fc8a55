import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fail, hang, type Script } from "../testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

const USED = { requests: 1, inputTokens: 5, cachedTokens: 0, outputTokens: 2 };

describe("what requests used", () => {
  let subject: TestServer;
  beforeEach(async () => {
    subject = await startTestServer();
  });
  afterEach(() => subject.server.close(0));

  const recorded = () =>
    subject.store.usage.sums({ from: 0, until: 4e9 - (4e9 % 86_400), width: 86_400, groupBy: ["model"] });
  const waitForRecord = async () => {
    for (;;) {
      const sums = await recorded();
      if (sums.length > 0) return sums;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it("is in the ledger before a whole answer is told of", async () => {
    const answer = await (await subject.post(HELLO)).json();
    expect(answer).toMatchObject({ usage: { prompt_tokens: 5, completion_tokens: 2 } });
    expect(await recorded()).toMatchObject([{ ...USED, model: "gpt-4.1-nano-2025-04-14" }]);
  });

  it("is in the ledger when a stream says that it is done", async () => {
    await (await subject.post({ ...HELLO, stream: true })).text();
    expect(await recorded()).toMatchObject([USED]);
  });

  it("is stored together with a completion that is stored", async () => {
    const answer = (await (await subject.post({ ...HELLO, store: true })).json()) as { id: string };
    expect(await recorded()).toMatchObject([USED]);
    expect(await subject.store.completions.get("proj_default", answer.id)).toBeDefined();
  });

  it("counts every choice, and predictions that were wrong", async () => {
    subject.engine.script = async function* () {
      yield { type: "started", promptTokens: 2000, cachedTokens: 1500 };
      for (const choice of [0, 1]) {
        const usage = { completionTokens: 9, acceptedPredictionTokens: 4, rejectedPredictionTokens: 3 };
        yield { type: "choice-end", choice, reason: "stop", usage };
      }
      yield { type: "end" };
    };
    await (await subject.post({ ...HELLO, n: 2 })).text();
    expect(await recorded()).toMatchObject([
      {
        inputTokens: 2000,
        cachedTokens: 1408,
        outputTokens: 18,
        acceptedPredictionTokens: 8,
        rejectedPredictionTokens: 6,
      },
    ]);
  });

  it.each([
    ["chat completion", "/chat/completions", { ...HELLO, stream: true }],
    ["response", "/responses", { model: "gpt-4.1-nano", input: "Hello", stream: true }],
    ["whole chat completion", "/chat/completions", HELLO],
    ["whole response", "/responses", { model: "gpt-4.1-nano", input: "Hello" }],
  ])("is kept as far as it came when the client of a %s leaves", async (_, path, body) => {
    const begun = Promise.withResolvers<void>();
    subject.engine.script = async function* (request, signal) {
      begun.resolve();
      yield* hang()(request, signal);
    };
    const client = new AbortController();
    const answer = fetch(subject.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: client.signal,
    });
    await begun.promise;
    if ("stream" in body) {
      const reader = (await answer).body?.getReader();
      await reader?.read();
    } else {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.abort();
    await answer.catch(() => {});
    expect(await waitForRecord()).toMatchObject([{ requests: 1, inputTokens: 5, outputTokens: 1 }]);
  });

  it("is kept when an answer breaks off", async () => {
    const broken: Script = fail({ code: "crashed", message: "gone" }, ["Hel", "lo"]);
    subject.engine.script = broken;
    expect((await subject.post(HELLO)).status).toBe(500);
    expect(await recorded()).toMatchObject([{ requests: 1, inputTokens: 5, outputTokens: 2 }]);
  });

  it("is nothing where a request was refused", async () => {
    subject.engine.script = fail({ code: "queue-full", retryAfterSeconds: 1 });
    expect((await subject.post(HELLO)).status).toBe(503);
    expect((await subject.post({ ...HELLO, model: "gpt-9" })).status).toBe(404);
    expect(await recorded()).toEqual([]);
  });

  it.each([{ store: false }, { store: true }, { stream: true }, { store: true, stream: true }])(
    "of a response is in the ledger when it is told of: %o",
    async (wishes) => {
      await (await subject.send("/responses", { model: "gpt-4.1-nano", input: "Hello", ...wishes })).text();
      expect(await recorded()).toMatchObject([USED]);
    },
  );

  it("of a background response is recorded once", async () => {
    const body = { model: "gpt-4.1-nano", input: "Hello", background: true, stream: true };
    await (await subject.send("/responses", body)).text();
    expect(await recorded()).toMatchObject([USED]);
  });

  it("of a background response that is cancelled is what it had cost", async () => {
    const begun = Promise.withResolvers<void>();
    subject.engine.script = async function* (request, signal) {
      begun.resolve();
      yield* hang()(request, signal);
    };
    const body = { model: "gpt-4.1-nano", input: "Hello", background: true };
    const { id } = (await (await subject.send("/responses", body)).json()) as { id: string };
    await begun.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await subject.send(`/responses/${id}/cancel`, {});
    expect(await waitForRecord()).toMatchObject([{ requests: 1, inputTokens: 5, outputTokens: 1 }]);
  });
});
