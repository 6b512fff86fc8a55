import { afterEach, describe, expect, it } from "vitest";
import type { Deprecation } from "../../config/index.ts";
import { BatchClient, line } from "../batches/testing/batch-client.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

const END: Deprecation = {
  announced: "2025-04-14",
  shutdown: "2025-07-14",
  replacement: "gpt-4.1",
  redirect: false,
};

const BEFORE = Date.parse("2025-07-13T23:59:59.999Z");
const AFTER = Date.parse("2025-07-14T00:00:00Z");

describe("a model's end", () => {
  let server: TestServer | undefined;
  let now = BEFORE;
  afterEach(() => server?.server.close(0));
  const start = async (deprecations: Record<string, Deprecation>) => {
    now = BEFORE;
    const clock = { now: () => now, elapsed: () => performance.now() };
    server = await startTestServer({ deprecations, clock, batch: { pollMilliseconds: 20 } });
    return server;
  };
  const get = (path: string) => fetch(`${server!.url}${path}`);

  it("is told by headers and on the model while it lies ahead", async () => {
    const { post, send } = await start({ "gpt-4.1-nano": END });
    const body = { model: "gpt-4.1-nano", input: "Hello" };
    const answers = [
      await post(HELLO),
      await post({ ...HELLO, stream: true }),
      await send("/responses", body),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("deprecation")).toBe("@1744588800");
      expect(answer.headers.get("sunset")).toBe("Mon, 14 Jul 2025 00:00:00 GMT");
      await answer.text();
    }
    expect(await (await get("/models/gpt-4.1-nano")).json()).toMatchObject({ shutdown_date: "2025-07-14" });
    const snapshot = await get("/models/gpt-4.1-nano-2025-04-14");
    expect(await snapshot.json()).toMatchObject({ shutdown_date: null });
    expect(snapshot.headers.get("sunset")).toBeNull();
  });

  it("is nobody's business before it is announced", async () => {
    const { post } = await start({ "gpt-4.1-nano": END });
    now = Date.parse("2025-04-13");
    expect((await post(HELLO)).headers.get("sunset")).toBeNull();
    expect(await (await get("/models/gpt-4.1-nano")).json()).toMatchObject({ shutdown_date: null });
  });

  it("is a 404 with a hint from its day on, in every resource", async () => {
    const { post, send, engine } = await start({ "gpt-4.1-nano": END });
    now = AFTER;
    const body = { model: "gpt-4.1-nano", input: "Hello" };
    for (const answer of [
      await post(HELLO),
      await send("/responses", body),
      await get("/models/gpt-4.1-nano"),
    ]) {
      expect(answer.status).toBe(404);
      const { error } = (await answer.json()) as { error: { message: string } };
      expect(error).toMatchObject({ type: "invalid_request_error", param: null, code: "model_not_found" });
      expect(error.message).toContain("was shut down on 2025-07-14. Use `gpt-4.1` instead.");
    }
    expect(engine.requests).toEqual([]);
    const { data } = (await (await get("/models")).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([
      "gpt-4.1",
      "gpt-4.1-2025-04-14",
      "gpt-4.1-mini",
      "gpt-4.1-mini-2025-04-14",
      "gpt-4.1-nano-2025-04-14",
    ]);
  });

  it("is told before a batch begins, with the hint, and before a model is tuned", async () => {
    const { send, engine } = await start({ "gpt-4.1-nano": END });
    now = Date.now();
    const batch = await new BatchClient(server!).run([line("one")]);
    const hint = expect.stringContaining("was shut down on 2025-07-14. Use `gpt-4.1` instead.");
    expect(batch).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "model_not_found", param: "body.model", line: 1, message: hint }] },
    });
    expect(engine.requests).toEqual([]);
    const job = await send("/fine_tuning/jobs", { model: "gpt-4.1-nano", training_file: "file-x" });
    expect(job.status).toBe(404);
    expect(await job.json()).toMatchObject({ error: { code: "model_not_found", message: hint } });
  });

  it("takes the alias along where it is the snapshot's", async () => {
    const { post } = await start({ "gpt-4.1-nano-2025-04-14": END });
    now = AFTER;
    expect((await post(HELLO)).status).toBe(404);
  });

  it("lets the replacement answer where that is wanted, also for names that were never served", async () => {
    const ends = { ...END, redirect: true };
    const { post, send } = await start({
      "gpt-4.5-preview": ends,
      older: { ...ends, replacement: "gpt-4.5-preview" },
    });
    now = Date.now();
    for (const model of ["gpt-4.5-preview", "older"]) {
      const answer = await post({ ...HELLO, model });
      expect(answer.headers.get("x-fourone-redirected-model")).toBe("gpt-4.1-2025-04-14");
      expect(await answer.json()).toMatchObject({ model: "gpt-4.1-2025-04-14" });
    }
    const response = await send("/responses", { model: "gpt-4.5-preview", input: "Hello" });
    expect(await response.json()).toMatchObject({ model: "gpt-4.1-2025-04-14" });
    const client = new BatchClient(server!);
    const batch = await client.run([line("one", {}, { model: "gpt-4.5-preview" })]);
    expect(batch).toMatchObject({ status: "completed", model: "gpt-4.1-2025-04-14" });
    const [answered] = await client.lines(batch.output_file_id);
    expect(answered.response.body).toMatchObject({ model: "gpt-4.1-2025-04-14" });
  });

  it("is a 404 where replacements lead in circles", async () => {
    const circle = (replacement: string) => ({ ...END, replacement, redirect: true });
    const { post } = await start({ a: circle("b"), b: circle("a") });
    now = AFTER;
    expect((await post({ ...HELLO, model: "a" })).status).toBe(404);
  });
});
