import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { fail } from "./testing/scripted-engine.ts";
import { errorOf, start, stopAll } from "./testing/started-servers.ts";
import { HELLO } from "./testing/test-server.ts";

afterEach(stopAll);

describe("answers", () => {
  it("all carry the headers that clients know, errors and streams included", async () => {
    const test = await start({ organization: "org-x" });
    const answers = [
      await test.post(HELLO),
      await test.post({ ...HELLO, stream: true }),
      await test.post("{"),
      await fetch(`${test.url}/nowhere`),
      await fetch(`${test.origin}/healthz`),
    ];
    const ids = answers.map((answer) => answer.headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(answers.length);
    for (const { headers } of answers) {
      expect(headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{32}$/);
      expect(headers.get("openai-version")).toBe("2020-10-01");
      expect(headers.get("openai-processing-ms")).toMatch(/^\d+$/);
      expect(headers.get("openai-organization")).toBe("org-x");
    }
    expect(answers[0]?.headers.get("openai-project")).toBe("proj_default");
  });

  it("to unknown URLs and methods are the service's", async () => {
    const test = await start();
    const unknown = await fetch(`${test.url}/foo?x=1`, { method: "POST" });
    expect([unknown.status, await errorOf(unknown)]).toEqual([
      404,
      { message: "Invalid URL (POST /v1/foo)", type: "invalid_request_error", param: null, code: null },
    ]);
    const wrong = await fetch(`${test.url}/models/gpt-4.1`, { method: "POST" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET, DELETE");
    expect(await errorOf(wrong)).toMatchObject({
      message: expect.stringMatching(/^Not allowed to POST on \/v1\/models\/gpt-4\.1\./),
    });
  });

  it("to a slash too many are those to an unknown URL, whatever the path is with something behind it", async () => {
    const test = await start();
    const list = await fetch(`${test.url}/models/`);
    expect([list.status, await errorOf(list)]).toMatchObject([
      404,
      { message: "Invalid URL (GET /v1/models/)" },
    ]);
    const chat = await test.send("/chat/completions/", {});
    expect([chat.status, await errorOf(chat)]).toMatchObject([
      404,
      { message: "Invalid URL (POST /v1/chat/completions/)" },
    ]);
  });

  it("to the list of models hold every name, and to one model just that", async () => {
    const test = await start();
    const list = (await (await fetch(`${test.url}/models`)).json()) as {
      object: string;
      data: { id: string }[];
    };
    expect(list.object).toBe("list");
    expect(list.data.map(({ id }) => id)).toContain("gpt-4.1-nano-2025-04-14");
    const one = await fetch(`${test.url}/models/gpt-4.1`);
    expect(await one.json()).toEqual({
      id: "gpt-4.1",
      object: "model",
      created: 1_744_316_542,
      owned_by: "system",
      shutdown_date: null,
    });
    const none = await fetch(`${test.url}/models/gpt-5`);
    expect([none.status, await errorOf(none)]).toEqual([
      404,
      {
        message: "The model 'gpt-5' does not exist",
        type: "invalid_request_error",
        param: "model",
        code: "model_not_found",
      },
    ]);
  });

  it("refuse names of requests that are too long or no ASCII", async () => {
    const test = await start();
    const named = (id: string) => test.post(HELLO, { "x-client-request-id": id });
    expect((await named("a".repeat(512))).status).toBe(200);
    expect((await named("a".repeat(513))).status).toBe(400);
    expect((await named("é")).status).toBe(400);
  });
});

describe("bodies", () => {
  it("must be JSON and say so", async () => {
    const test = await start();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"]) {
      const response = await test.post(HELLO, { "content-type": type });
      expect([response.status, await errorOf(response)]).toEqual([
        415,
        expect.objectContaining({ code: "unsupported_content_type" }),
      ]);
    }
    const untyped = await fetch(`${test.url}/chat/completions`, { method: "POST", body: new Blob(["{}"]) });
    expect(untyped.status).toBe(415);
    expect((await test.post(HELLO, { "content-type": "application/json; charset=utf-8" })).status).toBe(200);
  });

  it("are cut off at the limit, announced or not", async () => {
    const test = await start({ limits: { maximumBodyBytes: 100_000 } });
    const announced = await test.post("x".repeat(100_001));
    expect(announced.status).toBe(413);
    expect(await errorOf(announced)).toMatchObject({ type: "invalid_request_error", param: null });

    let pieces = 0;
    const unannounced = new ReadableStream({
      pull(controller) {
        if (++pieces > 1_000) controller.close();
        else controller.enqueue(new Uint8Array(10_000));
      },
    });
    const counted = fetch(`${test.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: unannounced,
      duplex: "half",
    } as RequestInit);
    // The server answers and hangs up; whether the client sees the answer first is up to timing.
    await counted.then(
      (response) => expect(response.status).toBe(413),
      () => undefined,
    );
    expect((await test.post(HELLO)).status).toBe(200);
  });

  it("of ten megabytes are taken", async () => {
    const test = await start();
    const content = "x".repeat(10_000_000);
    expect((await test.post({ ...HELLO, messages: [{ role: "user", content }] })).status).toBe(200);
    const length = test.engine.requests[0]?.prompt.reduce((sum, segment) => sum + segment.text.length, 0);
    expect(length).toBeGreaterThanOrEqual(10_000_000);
  });
});

describe("operators", () => {
  it("are told whether the models answer", async () => {
    const test = await start();
    const ready = async () => (await fetch(`${test.origin}/readyz`)).status;
    expect(await ready()).toBe(200);
    test.engine.state = "starting";
    expect(await ready()).toBe(503);
    expect((await fetch(`${test.origin}/healthz`)).status).toBe(200);
  });

  it("find what happened among the metrics", async () => {
    const test = await start();
    await test.post(HELLO);
    await test.post("{");
    const metrics = await (await fetch(`${test.origin}/metrics`)).text();
    for (const line of [
      'fourone_http_requests_total{method="POST",route="/v1/chat/completions",status="200"} 1',
      'fourone_http_requests_total{method="POST",route="/v1/chat/completions",status="400"} 1',
      'fourone_tokens_total{model="gpt-4.1-nano-2025-04-14",kind="completion"} 2',
      'fourone_time_to_first_token_seconds_count{model="gpt-4.1-nano-2025-04-14"} 1',
      'fourone_time_between_tokens_seconds_count{model="gpt-4.1-nano-2025-04-14"} 1',
      'fourone_engine_queued_requests{engine="gpt-4.1-2025-04-14"} 1',
      'fourone_engine_decode_tokens_total{engine="gpt-4.1-2025-04-14"} 50',
      'fourone_engine_decode_tokens_per_second{engine="gpt-4.1-2025-04-14"} 10',
      'fourone_engine_restarts_total{engine="gpt-4.1-2025-04-14"} 12',
      'fourone_engine_cache_hit_ratio{engine="gpt-4.1-2025-04-14"} 0.25',
      'fourone_engine_cache_disk_bytes{engine="gpt-4.1-2025-04-14"} 3000',
      "fourone_requests_running 0",
    ]) {
      expect(metrics.split("\n")).toContain(line);
    }
  });

  it("find each answer in the log, and neither prompts nor keys", async () => {
    const lines: string[] = [];
    const apiKey = "sk-very-secret-key";
    const test = await start({ apiKey, log: pino({}, { write: (line) => lines.push(line) }) });
    const answer = await test.post(
      { ...HELLO, messages: [{ role: "user", content: "my innermost thoughts" }] },
      { authorization: `Bearer ${apiKey}`, "x-client-request-id": "mine" },
    );
    test.engine.script = fail({ code: "crashed", message: "x" });
    await test.post(HELLO, { authorization: `Bearer ${apiKey}` });
    await test.post(HELLO, { authorization: "Bearer sk-wrong-secret-key" });
    const log = lines.join("");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      requestId: answer.headers.get("x-request-id"),
      route: "/v1/chat/completions",
      status: 200,
    });
    expect(log).toContain("request failed");
    for (const secret of ["innermost", "secret"]) expect(log).not.toContain(secret);
  });

  it("find the API described from what validates it", async () => {
    const test = await start();
    const description = (await (await fetch(`${test.origin}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: Record<string, { required: string[]; properties: Record<string, object> }> };
    };
    expect(description.openapi).toBe("3.1.0");
    expect(Object.keys(description.paths)).toEqual(
      expect.arrayContaining(["/v1/chat/completions", "/v1/models", "/v1/models/{model}"]),
    );
    const request = description.components.schemas.CreateChatCompletionRequest;
    expect(request?.required).toEqual(["model", "messages"]);
    expect(request?.properties.temperature).toMatchObject({ minimum: 0, maximum: 2 });
    expect(request?.properties.messages).toMatchObject({ type: "array", minItems: 1, maxItems: 2048 });
  });
});
