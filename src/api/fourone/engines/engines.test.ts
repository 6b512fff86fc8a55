import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import type { EngineObject } from "./engine-object.ts";

let test: TestServer;
afterEach(() => test.server.close(0));

describe("the engines' state", () => {
  it("tells every engine once, with its counts, rates and cache tiers", async () => {
    test = await startTestServer();
    const answer = await fetch(`${test.url}/fourone/engines`);
    const { data } = (await answer.json()) as { data: EngineObject[] };
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      id: "gpt-4.1-2025-04-14",
      models: ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"],
      state: "ready",
      requests: { queued: 1, running: 2, sequences: 3 },
      cache: {
        hit_rate: 0.25,
        cells: { total: 2048, active: 10, cached: 11 },
        memory: { bytes: 1000, budget_bytes: 2000 },
        disk: { bytes: 3000, budget_bytes: 4000 },
      },
      weights: null,
      plan: null,
    });
  });

  it("is streamed, and the stream ends with the server", async () => {
    test = await startTestServer();
    const answer = await fetch(`${test.url}/fourone/engines/events`);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader.read();
    expect(JSON.parse(first.value!.replace(/^data: /, "")).data[0].state).toBe("ready");
    const closed = test.server.close(60_000);
    while (!(await reader.read()).done);
    await closed;
  });

  it("is told to nobody without the key", async () => {
    test = await startTestServer({ apiKey: "secret" });
    expect((await fetch(`${test.url}/fourone/engines`)).status).toBe(401);
  });

  it("is told to a bounded number of watchers, and to another one when one leaves", async () => {
    test = await startTestServer();
    const watch = (signal?: AbortSignal) =>
      fetch(`${test.url}/fourone/engines/events`, signal === undefined ? {} : { signal });
    const leaving = new AbortController();
    const watchers = [await watch(leaving.signal)];
    while (watchers.length < 64) watchers.push(await watch());
    const refused = await watch();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { code: "too_many_watchers" } });
    leaving.abort();
    await expect.poll(async () => (await watch()).status).toBe(200);
  });
});
