import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchClient, line } from "../batches/testing/batch-client.ts";
import { hang, say } from "../testing/scripted-engine.ts";
import { startTimedServer, type TimedServer } from "../testing/start-timed-server.ts";
import { WebhookListener } from "./testing/webhook-listener.ts";

const QUICK = { pollMilliseconds: 20 };

const listener = new WebhookListener();
let test: TimedServer;
let batches: BatchClient;
beforeAll(async () => {
  await listener.start();
  test = await startTimedServer({ webhooks: { allowedHosts: [listener.host], ...QUICK }, batch: QUICK });
  batches = new BatchClient(test);
  await test.client.webhooks.create({
    name: "batches",
    url: `http://${listener.host}/hook`,
    event_types: ["batch.completed", "batch.failed", "batch.expired", "batch.cancelled"],
  });
});
afterAll(async () => {
  await test.close();
  listener.stop();
});

const begin = async (lines: readonly unknown[] = [line("a"), line("b")]) =>
  (await batches.create(await batches.upload(lines))).id;

const running = (id: string) => batches.until(id, ({ status }) => status === "in_progress");

/** Brings a new batch to its end, and gives its id. */
const ENDS = {
  "batch.completed": async () => {
    test.engine.script = say(["done"]);
    return begin();
  },
  "batch.failed": () => begin([line("a"), line("a")]),
  "batch.cancelled": async () => {
    test.engine.script = hang();
    const id = await begin();
    await running(id);
    expect((await batches.cancel(id)).status).toBe(200);
    return id;
  },
  "batch.expired": async () => {
    test.engine.script = hang();
    const id = await begin();
    await running(id);
    test.advance(24 * 3_600_000);
    return id;
  },
};

it.each(Object.entries(ENDS))("%s is told once, signed, and is in the log", async (type, end) => {
  listener.received.length = 0;
  const id = await end();
  await expect.poll(() => listener.told(), { timeout: 20_000 }).toEqual([{ type, id }]);
  const [{ headers, body } = { headers: {}, body: "" }] = listener.received;
  expect(JSON.parse(body)).toMatchObject({ object: "event", type, data: { id } });
  expect(headers["webhook-signature"]).toMatch(/^v1,/);
  expect(`batch.${(await batches.get(id)).status}`).toBe(type);
  const delivery = async () => (await test.store.webhooks.deliveries("proj_default", { limit: 1 }))[0];
  await expect.poll(async () => (await delivery())?.status).toBe("delivered");
  expect(await delivery()).toMatchObject({ eventType: type, attempts: 1, outcome: "status 200" });
});
