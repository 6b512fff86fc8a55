import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore, type Store } from "../../store/index.ts";
import { temporaryFolder } from "../../store/testing/temporary-folder.ts";
import { startKillable } from "../responses/testing/killable-server.ts";
import { WebhookListener } from "./testing/webhook-listener.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const folder = temporaryFolder();
const database = join(folder.path, "store.db");
const listener = new WebhookListener();
let store: Store;
beforeAll(async () => {
  await listener.start();
  store = await openStore({ kind: "sqlite", path: database });
});
afterAll(async () => {
  await store.close();
  listener.stop();
  folder.remove();
});

const start = (clockOffset: number) =>
  startKillable({ database, clockOffset, allowedHosts: [listener.host] });

const delivery = async () => (await store.webhooks.deliveries("proj_default", { limit: 1 }))[0];
const attempted = (attempts: number) =>
  expect.poll(async () => (await delivery())?.attempts, { timeout: 30_000 }).toBe(attempts);

it("An event is sent until it is taken, though the server is killed between attempts and in the middle of one.", async () => {
  listener.statuses.push(500, 503, 0, 200);
  const first = await start(0);
  const { id: endpoint } = await first.client.webhooks.create({
    name: "mine",
    url: `http://${listener.host}/hook`,
    event_types: ["response.completed"],
  });
  const { id } = await first.client.responses.create({
    model: "gpt-4.1-nano",
    input: "Hello",
    background: true,
  });
  await attempted(1);
  await first.kill();
  const { nextAttemptAt = 0, createdAt } = (await delivery())!;
  expect(nextAttemptAt - createdAt).toBeGreaterThanOrEqual(3_750);

  const second = await start(8 * SECOND);
  await attempted(2);
  expect(await delivery()).toMatchObject({ status: "pending", outcome: "status 503" });
  await second.kill();

  // Taken and not answered yet: nobody knows whether it came to anything.
  const third = await start(60 * SECOND);
  await expect.poll(() => listener.received.length, { timeout: 30_000 }).toBe(3);
  await third.kill();

  const fourth = await start(300 * SECOND);
  await expect.poll(async () => (await delivery())?.status, { timeout: 30_000 }).toBe("delivered");
  expect(await delivery()).toMatchObject({ endpointId: endpoint, attempts: 3, outcome: "status 200" });
  expect(listener.told()).toEqual(Array(4).fill({ type: "response.completed", id }));
  expect(new Set(listener.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  await fourth.kill();
}, 120_000);

it("After three days it is given up, also by a server that knows of it from the database alone.", async () => {
  listener.statuses.push(500, 500);
  const first = await start(0);
  await first.client.responses.create({ model: "gpt-4.1-nano", input: "Hello", background: true });
  await attempted(1);
  await first.kill();
  const second = await start(73 * HOUR);
  await expect.poll(async () => (await delivery())?.status, { timeout: 30_000 }).toBe("failed");
  expect(await delivery()).toMatchObject({ attempts: 2, outcome: "status 500", nextAttemptAt: undefined });
  await second.kill();
}, 60_000);
