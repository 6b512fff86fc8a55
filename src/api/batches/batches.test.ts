import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultProjectId, openStore } from "../../store/index.ts";
import { fail, hang, say } from "../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { BatchClient, line } from "./testing/batch-client.ts";

const QUICK = { pollMilliseconds: 20 };

describe("/v1/batches", () => {
  let server: TestServer;
  let client: BatchClient;
  beforeEach(async () => {
    server = await startTestServer({ batch: QUICK });
    client = new BatchClient(server);
  });
  afterEach(() => server.server.close(0));

  it("does each line once, at batch priority, and gives the answers in the order of the file", async () => {
    const ids = Array.from({ length: 70 }, (_, n) => `line-${n}`);
    const batch = await client.run(
      ids.map((id) => line(id)),
      { metadata: { a: "b" } },
    );
    expect(batch).toMatchObject({
      object: "batch",
      endpoint: "/v1/chat/completions",
      model: "gpt-4.1-nano-2025-04-14",
      errors: null,
      completion_window: "24h",
      status: "completed",
      error_file_id: null,
      failed_at: null,
      request_counts: { total: 70, completed: 70, failed: 0 },
      usage: {
        input_tokens: 350,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 140,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 490,
      },
      metadata: { a: "b" },
    });
    expect(batch.id).toMatch(/^batch_[0-9a-f]{32}$/);
    expect(batch.expires_at).toBe(batch.created_at + 86_400);
    const times = [batch.created_at, batch.in_progress_at, batch.finalizing_at, batch.completed_at];
    expect(times).toEqual([...times].sort());
    const output = await client.lines(batch.output_file_id);
    expect(output.map(({ custom_id }) => custom_id)).toEqual(ids);
    expect(output[0]).toEqual({
      id: expect.stringMatching(/^batch_req_\w{24}$/),
      custom_id: "line-0",
      response: {
        status_code: 200,
        request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        body: expect.objectContaining({ object: "chat.completion", model: "gpt-4.1-nano-2025-04-14" }),
      },
      error: null,
    });
    expect(server.engine.requests).toHaveLength(70);
    expect(new Set(server.engine.requests.map(({ priority }) => priority))).toEqual(new Set(["batch"]));
    const file = await (await fetch(`${server.url}/files/${batch.output_file_id}`)).json();
    expect(file).toMatchObject({ purpose: "batch_output", filename: `${batch.id}_output.jsonl` });
  });

  it("does requests of the Responses API as well", async () => {
    const body = { model: "gpt-4.1-nano", input: "Hello" };
    const batch = await client.run([{ custom_id: "r", method: "POST", url: "/v1/responses", body }], {
      endpoint: "/v1/responses",
    });
    const [answer] = await client.lines(batch.output_file_id);
    expect(answer.response.body).toMatchObject({ object: "response", status: "completed" });
  });

  it("tells what is wrong with an input by line", async () => {
    const text = [
      JSON.stringify(line("good")),
      "no json",
      JSON.stringify(line("good")),
      JSON.stringify({ ...line("no method"), method: undefined }),
      JSON.stringify(line("get", { method: "GET" })),
      JSON.stringify(line("elsewhere", { url: "/v1/responses" })),
      JSON.stringify(line("other", {}, { model: "gpt-4.1" })),
      JSON.stringify(line("unknown", {}, { model: "gpt-9" })),
      "",
    ].join("\n");
    const batch = await client.run(text);
    expect(batch).toMatchObject({
      status: "failed",
      output_file_id: null,
      error_file_id: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
    });
    expect(batch.failed_at).not.toBeNull();
    expect(batch.errors?.data.map(({ code, line: at, param }) => [at, code, param])).toEqual([
      [2, "invalid_json_line", null],
      [3, "duplicate_custom_id", "custom_id"],
      [4, "missing_required_parameter", "method"],
      [5, "invalid_method", "method"],
      [6, "invalid_url", "url"],
      [7, "mismatched_model", "body.model"],
      [8, "model_not_found", "body.model"],
    ]);
    expect(batch.errors?.data[0]?.message).toBe("This line is not parseable as valid JSON.");
    expect(server.engine.requests).toEqual([]);
  });

  it("refuses an input without a request, and one whose prompts are too many", async () => {
    expect((await client.run("\n\n")).errors?.data).toMatchObject([{ code: "empty_file", line: null }]);
    await server.server.close(0);
    server = await startTestServer({ batch: { ...QUICK, enqueuedTokens: 10 } });
    client = new BatchClient(server);
    const batch = await client.run([line("long")]);
    expect(batch.errors?.data).toMatchObject([{ code: "token_limit_exceeded" }]);
    expect(batch.errors?.data[0]?.message).toContain("Limit: 10 enqueued tokens.");
  });

  it("is held to the models of its project", async () => {
    const denied = { mode: "deny_list", modelIds: ["gpt-4.1-nano"] } as const;
    await server.store.modelPermissions.set(defaultProjectId, denied);
    expect((await client.run([line("one")])).errors?.data).toMatchObject([
      { code: "model_not_found", message: expect.stringContaining("does not have access to model") },
    ]);
    expect(server.engine.requests).toEqual([]);
  });

  it("puts what was refused into the error file, and is completed all the same", async () => {
    const lines = [
      line("bad", {}, { temperature: 9 }),
      line("stream", {}, { stream: true }),
      line("background", {}, { background: true }),
    ];
    const batch = await client.run(lines);
    expect(batch).toMatchObject({
      status: "completed",
      output_file_id: null,
      request_counts: { total: 3, completed: 0, failed: 3 },
    });
    const errors = await client.lines(batch.error_file_id);
    expect(errors.map(({ custom_id }) => custom_id)).toEqual(["bad", "stream", "background"]);
    expect(errors[0]).toMatchObject({
      response: { status_code: 400, body: { error: { param: "temperature" } } },
      error: null,
    });
    expect(errors[1].response.body.error).toMatchObject({ param: "stream", code: "unsupported_parameter" });
  });

  it("asks again where the server itself could not answer", async () => {
    let tries = 0;
    server.engine.script = (request, signal) =>
      (tries++ === 0 ? fail({ code: "crashed", message: "died" }) : say(["Hello"]))(request, signal);
    const batch = await client.run([line("one")]);
    expect(batch.request_counts).toEqual({ total: 1, completed: 1, failed: 0 });
    expect(batch.usage.output_tokens).toBe(1);
  });

  it("ends early when it is cancelled, with what is done and the rest as errors", async () => {
    let count = 0;
    server.engine.script = (request, signal) => (count++ < 3 ? say(["done"]) : hang())(request, signal);
    const lines = Array.from({ length: 60 }, (_, n) => line(`l${n}`));
    const { id } = await client.create(await client.upload(lines));
    await client.until(id, ({ request_counts }) => request_counts.completed === 3);
    const cancelling = await (await client.cancel(id)).json();
    expect(cancelling).toMatchObject({ status: "cancelling" });
    const batch = await client.ended(id);
    expect(batch).toMatchObject({
      status: "cancelled",
      request_counts: { total: 60, completed: 3, failed: 0 },
    });
    expect(await client.lines(batch.output_file_id)).toHaveLength(3);
    const errors = await client.lines(batch.error_file_id);
    expect(errors).toHaveLength(57);
    expect(errors[0]).toMatchObject({ response: null, error: { code: "batch_cancelled" } });
    const again = await client.cancel(id);
    expect([again.status, again.headers.get("x-should-retry")]).toEqual([409, "false"]);
    expect(await again.json()).toMatchObject({
      error: { message: "Cannot cancel a batch with status 'cancelled'." },
    });
    // What was at work has been let go of.
    await expect.poll(() => server.engine.cancelled).toBeGreaterThan(0);
  });

  it("keeps its input, whatever happens to the file", async () => {
    const fileId = await client.upload([line("one")]);
    const { id } = await client.create(fileId);
    await fetch(`${server.url}/files/${fileId}`, { method: "DELETE" });
    expect((await client.ended(id)).status).toBe("completed");
  });

  it("lists batches, newest first, and refuses what it cannot do", async () => {
    const fileId = await client.upload([line("one")]);
    const [first, second] = [await client.create(fileId), await client.create(fileId)];
    const list = await (await fetch(`${server.url}/batches?limit=1`)).json();
    expect(list).toMatchObject({ object: "list", first_id: second.id, has_more: true });
    const next = await (await fetch(`${server.url}/batches?limit=5&after=${second.id}`)).json();
    expect(next).toMatchObject({ data: [{ id: first.id }], has_more: false });
    const tries = [
      { input_file_id: "file-nobody" },
      { endpoint: "/v1/models" },
      { completion_window: "1h" },
      { output_expires_after: { anchor: "created_at", seconds: 3_599 } },
    ];
    const statuses = tries.map(async (changes) => {
      const body = { input_file_id: fileId, endpoint: "/v1/chat/completions", completion_window: "24h" };
      const response = await server.send("/batches", { ...body, ...changes });
      const { error } = (await response.json()) as { error: { param: string } };
      return [response.status, error.param];
    });
    expect(await Promise.all(statuses)).toEqual([
      [404, "input_file_id"],
      [400, "endpoint"],
      [400, "completion_window"],
      [400, "output_expires_after.seconds"],
    ]);
    expect((await fetch(`${server.url}/batches/batch_nobody`)).status).toBe(404);
    expect((await client.cancel("batch_nobody")).status).toBe(404);
  });
});

describe("a batch's time", () => {
  it("is over after a day: what is done can be had, the rest has expired", async () => {
    let now = Date.now();
    const clock = { now: () => now, elapsed: () => performance.now() };
    const folder = mkdtempSync(join(tmpdir(), "fourone-batch-"));
    const store = await openStore({ kind: "sqlite", path: join(folder, "store.db") }, { clock });
    const server = await startTestServer({ batch: QUICK, store, clock });
    const client = new BatchClient(server);
    let count = 0;
    server.engine.script = (request, signal) => (count++ < 1 ? say(["done"]) : hang())(request, signal);
    const { id } = await client.create(await client.upload([line("a"), line("b")]));
    await client.until(id, ({ request_counts }) => request_counts.completed === 1);
    now += 24 * 3_600_000;
    const batch = await client.ended(id);
    expect(batch).toMatchObject({ status: "expired", request_counts: { total: 2, completed: 1 } });
    const [error] = await client.lines(batch.error_file_id);
    expect(error.error).toEqual({
      code: "batch_expired",
      message: "This request could not be executed before the completion window expired.",
    });
    await server.server.close(0);
    await store.close();
    rmSync(folder, { recursive: true });
  });
});
