import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { hang } from "./testing/scripted-engine.ts";
import { errorOf, raw, start, stopAll } from "./testing/started-servers.ts";
import { eventData, HELLO } from "./testing/test-server.ts";

afterEach(stopAll);

describe("bytes that are no proper HTTP", () => {
  it("are answered in the shape of all errors", async () => {
    const test = await start();
    for (const bytes of [
      "garbage\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
    ]) {
      const answer = await raw(test, bytes.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1))).toMatchObject({
        error: { type: "invalid_request_error", param: null, code: null },
      });
    }
  });

  it("do not hold a connection for longer than a request may take to arrive", async () => {
    const test = await start({ limits: { receiveTimeoutMilliseconds: 300 } });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`;
    expect(await raw(test, head)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("closing", () => {
  it("lets running work finish, and takes no more", async () => {
    const test = await start();
    const gate = Promise.withResolvers<void>();
    const said = test.engine.script;
    test.engine.script = async function* (request, signal) {
      await gate.promise;
      yield* said(request, signal);
    };
    const answer = test.post(HELLO);
    await expect.poll(() => test.engine.requests.length).toBe(1);
    const closed = test.server.close(10_000);
    await expect(fetch(`${test.origin}/healthz`)).rejects.toThrow();
    gate.resolve();
    expect((await answer).status).toBe(200);
    await closed;
  });

  it("does not wait for a stream that was asked for by HEAD, and that nobody will read", async () => {
    const test = await start();
    test.engine.script = hang();
    const request = { model: "gpt-4.1", input: "Hello", background: true, stream: true };
    const opening = new AbortController();
    const answer = await fetch(`${test.url}/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal: opening.signal,
    });
    const first = await answer.body?.getReader().read();
    const id = /resp_\w+/.exec(Buffer.from(first?.value ?? []).toString())?.[0];
    opening.abort();
    const head = await fetch(`${test.url}/responses/${id}?stream=true`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-type")]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
    ]);
    await test.send(`/responses/${id}/cancel`, {});
    const closed = test.server.close(60_000).then(() => "closed");
    await expect(Promise.race([closed, delay(5_000, "waits", { ref: false })])).resolves.toBe("closed");
  });

  it("ends what does not finish in time with an error that says why", async () => {
    const test = await start();
    test.engine.script = hang();
    const streamed = await test.post({ ...HELLO, stream: true });
    const whole = test.post(HELLO);
    await expect.poll(() => test.engine.requests.length).toBe(2);
    await test.server.close(10);
    const last = eventData(await streamed.text()).at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({ error: { message: expect.stringMatching(/shutting down/) } });
    expect((await whole).status).toBe(503);
    expect(test.engine.cancelled).toBe(2);
  });

  it("does not wait for idle connections", async () => {
    const test = await start();
    await (await test.post(HELLO)).text();
    const before = performance.now();
    await test.server.close(60_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe("time", () => {
  it("ends work that takes longer than it may", async () => {
    const test = await start({ limits: { requestTimeoutMilliseconds: 50 } });
    test.engine.script = hang();
    const response = await test.post(HELLO);
    expect(response.status).toBe(408);
    expect(await errorOf(response)).toMatchObject({ code: "request_timeout" });
  });

  it("opens a stream whose first event is long in coming", async () => {
    const test = await start({ limits: { streamHeadersMilliseconds: 20 } });
    const gate = Promise.withResolvers<void>();
    const said = test.engine.script;
    test.engine.script = async function* (request, signal) {
      await gate.promise;
      yield* said(request, signal);
    };
    const response = await test.post({ ...HELLO, stream: true });
    expect(response.status).toBe(200);
    gate.resolve();
    expect(eventData(await response.text()).at(-1)).toBe("[DONE]");
  });
});
