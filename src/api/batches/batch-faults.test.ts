import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  defaultProjectId,
  FileStorage,
  openBlobStore,
  openStore,
  type Store,
  StoreError,
} from "../../store/index.ts";
import { startObjectStore } from "../../store/testing/object-store-server.ts";
import { hang, say } from "../testing/scripted-engine.ts";
import { startTestServer } from "../testing/test-server.ts";
import { BatchClient, line } from "./testing/batch-client.ts";

const QUICK = { pollMilliseconds: 20 };
const LINES = Array.from({ length: 20 }, (_, n) => line(`l${n}`));

describe("a batch in trouble", () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "fourone-batch-"));
    store = await openStore({ kind: "sqlite", path: join(folder, "store.db") });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it("waits while the disk is full, and loses nothing that was done", async () => {
    let full = false;
    const server = await startTestServer({ batch: QUICK, store: failing(store, () => full) });
    const client = new BatchClient(server);
    let answered = 0;
    server.engine.script = (request, signal) => {
      if (++answered === 5) full = true;
      return say(["done"])(request, signal);
    };
    const { id } = await client.create(await client.upload(LINES));
    await expect.poll(() => full).toBe(true);
    await sleep(200);
    const waiting = await client.get(id);
    expect(waiting.status).toBe("in_progress");
    expect(waiting.request_counts.completed).toBeLessThan(20);
    full = false;
    const batch = await client.ended(id);
    expect(batch.request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
    // What was answered while the disk was full was kept, and not asked for again.
    expect(answered).toBe(20);
    await server.server.close(0);
  });

  it("is gone on with by the next server when one is stopped, each line once", async () => {
    const first = await startTestServer({ batch: QUICK, store });
    let answered = 0;
    first.engine.script = (request, signal) => (++answered <= 7 ? say(["first"]) : hang())(request, signal);
    const client = new BatchClient(first);
    const { id } = await client.create(await client.upload(LINES));
    await client.until(id, ({ request_counts }) => request_counts.completed === 7);
    await first.server.close(0);
    const second = await startTestServer({ batch: QUICK, store });
    second.engine.script = say(["second"]);
    const later = new BatchClient(second);
    const batch = await later.ended(id);
    expect(batch.request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
    const texts = (await later.lines(batch.output_file_id)).map(
      ({ response }) => response.body.choices[0].message.content,
    );
    expect(texts.filter((text) => text === "first")).toHaveLength(7);
    expect(texts.filter((text) => text === "second")).toHaveLength(13);
    expect(second.engine.requests).toHaveLength(13);
    await second.server.close(0);
  });

  it("is let go of by one server when another cancels it", async () => {
    const first = await startTestServer({ batch: QUICK, store });
    first.engine.script = hang();
    const { id } = await new BatchClient(first).create(await new BatchClient(first).upload(LINES));
    await expect.poll(() => first.engine.requests.length).toBe(20);
    const second = await startTestServer({ batch: QUICK, store });
    await new BatchClient(second).cancel(id);
    await expect.poll(() => first.engine.cancelled, { timeout: 5_000 }).toBe(20);
    expect((await new BatchClient(second).ended(id)).status).toBe("cancelled");
    await second.server.close(0);
    await first.server.close(0);
  });

  it("waits for a database that another process keeps locked, and asks for no line again", async () => {
    const path = join(folder, "locked.db");
    const impatient = await openStore({ kind: "sqlite", path }, { busyTimeout: 100 });
    const server = await startTestServer({ batch: QUICK, store: impatient });
    const client = new BatchClient(server);
    const other = new DatabaseSync(path);
    let answered = 0;
    server.engine.script = (request, signal) => {
      if (++answered === 5) other.exec("begin immediate");
      return say(["done"])(request, signal);
    };
    const { id } = await client.create(await client.upload(LINES));
    await expect.poll(() => answered).toBe(20);
    await sleep(1_000);
    expect((await client.get(id)).status).toBe("in_progress");
    other.exec("rollback");
    other.close();
    expect((await client.ended(id)).request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
    expect(answered).toBe(20);
    await server.server.close(0);
    await impatient.close();
  });

  it("waits for an object store that is silent when it is read, and full when it is written", async () => {
    const objects = await startObjectStore();
    const blobs = await openBlobStore({
      ...{ kind: "s3", bucket: "files", prefix: "", region: "us-east-1", pathStyle: true },
      ...{ endpoint: objects.endpoint, credentials: objects.credentials, timeoutMilliseconds: 200 },
    });
    const files = new FileStorage({ store, blobs });
    const server = await startTestServer({ batch: QUICK, store, files });
    const client = new BatchClient(server);
    const input = await client.upload(LINES);
    let faults = 0;
    const failing = (fault: "hang" | "full") => () => {
      faults++;
      return fault;
    };
    objects.fault = failing("hang");
    const { id } = await client.create(input);
    await expect.poll(() => faults, { timeout: 10_000 }).toBeGreaterThan(0);
    expect((await client.get(id)).status).toBe("validating");
    objects.fault = () => "none";
    let answered = 0;
    server.engine.script = (request, signal) => {
      if (++answered === 20) objects.fault = failing("full");
      return say(["done"])(request, signal);
    };
    await client.until(id, ({ status }) => status === "finalizing");
    faults = 0;
    await expect.poll(() => faults, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await client.get(id)).toMatchObject({ status: "finalizing", output_file_id: null });
    objects.fault = () => "none";
    const batch = await client.ended(id);
    expect((await client.lines(batch.output_file_id)).map(({ custom_id }) => custom_id)).toEqual(
      LINES.map(({ custom_id }) => custom_id),
    );
    expect(answered).toBe(20);
    await files.sweep();
    expect(objects.objects.size).toBe(2);
    await server.server.close(0);
    await objects.close();
  });

  it("goes on when the clock jumps back and forth, each line once", async () => {
    let now = Date.now();
    const clock = { now: () => now, elapsed: () => performance.now() };
    const timed = await openStore({ kind: "sqlite", path: join(folder, "timed.db") }, { clock });
    const server = await startTestServer({ batch: { ...QUICK, concurrency: 2 }, store: timed, clock });
    const client = new BatchClient(server);
    const jumps = [-3_600_000, 7_200_000, -86_400_000, 43_200_000];
    let answered = 0;
    server.engine.script = (request, signal) => {
      if (++answered % 12 === 0) now += jumps.shift() ?? 0;
      return say(["done"])(request, signal);
    };
    const lines = Array.from({ length: 70 }, (_, n) => line(`l${n}`));
    const batch = await client.run(lines);
    expect(batch).toMatchObject({
      status: "completed",
      request_counts: { total: 70, completed: 70, failed: 0 },
    });
    expect(jumps).toEqual([]);
    const output = await client.lines(batch.output_file_id);
    expect(output.map(({ custom_id }) => custom_id)).toEqual(lines.map(({ custom_id }) => custom_id));
    await server.server.close(0);
    await timed.close();
  });

  it("stores nothing of a line that was done and could not be kept", async () => {
    let full = false;
    const first = await startTestServer({ batch: QUICK, store: failing(store, () => full) });
    let answered = 0;
    first.engine.script = (request, signal) => {
      if (++answered === 5) full = true;
      return say(["done"])(request, signal);
    };
    const { id } = await new BatchClient(first).create(
      await new BatchClient(first).upload(
        LINES.map((each) => ({ ...each, body: { ...each.body, store: true } })),
      ),
    );
    await expect.poll(() => answered).toBe(20);
    await first.server.close(0);
    const second = await startTestServer({ batch: QUICK, store });
    const client = new BatchClient(second);
    const ids = (await client.lines((await client.ended(id)).output_file_id)).map(
      ({ response }) => response.body.id,
    );
    const page = { limit: 100, order: "asc" } as const;
    const stored = (await store.completions.list(defaultProjectId, page)).data.map((each) => each.id);
    expect(stored.toSorted()).toEqual(ids.toSorted());
    await second.server.close(0);
  });

  it("answers a line whose conversation was changed by another with 409, and goes on", async () => {
    const server = await startTestServer({ batch: QUICK, store });
    const conversation = ((await (await server.send("/conversations", {})).json()) as { id: string }).id;
    const bothThere = Promise.withResolvers<void>();
    server.engine.script = async function* (request, signal) {
      if (server.engine.requests.length === 2) bothThere.resolve();
      await bothThere.promise;
      yield* say(["done"])(request, signal);
    };
    const input = [{ type: "message", id: "msg_same", role: "user", content: "Hello" }];
    const url = "/v1/responses";
    const lines = ["a", "b"].map((custom_id) => ({
      ...{ custom_id, method: "POST", url },
      body: { model: "gpt-4.1-nano", conversation, input },
    }));
    const client = new BatchClient(server);
    const batch = await client.run(lines, { endpoint: url });
    expect(batch.request_counts).toEqual({ total: 2, completed: 1, failed: 1 });
    expect(await client.lines(batch.error_file_id)).toMatchObject([
      { response: { status_code: 409, body: { error: { code: "conversation_locked" } } } },
    ]);
    const { data } = (await (await fetch(`${server.url}/conversations/${conversation}/items`)).json()) as {
      data: unknown[];
    };
    expect(data).toHaveLength(2);
    await server.server.close(0);
  });

  it("puts every line's use into the ledger, as a batch's", async () => {
    const server = await startTestServer({ batch: QUICK, store });
    const batch = await new BatchClient(server).run([...LINES, line("bad", {}, { temperature: 9 })]);
    const day = 86_400;
    const from = Math.floor(Date.now() / 1000 / day) * day - day;
    const sums = await store.usage.sums({ from, until: from + 2 * day, width: day, groupBy: ["batch"] });
    const total = (of: (sum: (typeof sums)[number]) => number) => sums.reduce((all, sum) => all + of(sum), 0);
    expect(sums.every((sum) => sum.batch)).toBe(true);
    expect(total((sum) => sum.requests)).toBe(20);
    expect(total((sum) => sum.inputTokens)).toBe(batch.usage.input_tokens);
    expect(total((sum) => sum.outputTokens)).toBe(batch.usage.output_tokens);
    await server.server.close(0);
  });
});

/** A store whose transactions find the disk full while `full` says so. */
function failing(store: Store, full: () => boolean): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === "transaction" && full()) return () => Promise.reject(new StoreError("disk-full"));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
