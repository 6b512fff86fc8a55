import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { defaultProjectId, openStore } from "../src/store/index.ts";
import {
  clientOf,
  EXAMPLES,
  folder,
  MODEL,
  supervised,
  until,
  upload,
  weights,
} from "./fine-tuning/tuning-world.ts";
import { KillableServer } from "./server-process/killable-server.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("A job ends with its model, however often server and training are killed.", async () => {
  const home = join(folder, "killed");
  const location = { kind: "sqlite", path: join(home, "store.db") } as const;
  const store = await openStore(location);
  onTestFinished(() => store.close());
  const start = () => KillableServer.start({ location, blobs: join(home, "blobs"), weights });
  let server = await start();
  let client = clientOf(server.url);
  const training_file = await upload(client, EXAMPLES);
  const { id } = await client.fineTuning.jobs.create({
    model: MODEL,
    training_file,
    method: supervised,
    seed: 1,
  });
  for (const step of [1, 4, 7]) {
    for (let reached = false; !reached; await delay(5)) {
      const { data } = await store.fineTuning.events.list(id, { limit: 100, order: "desc" });
      const job = await store.fineTuning.get(defaultProjectId, id);
      reached = job?.status === "succeeded" || data.some(({ subject }) => subject === `step/${step}`);
    }
    await server.kill();
    server = await start();
    client = clientOf(server.url);
  }
  const job = await until(client, id, ({ status }) => status === "succeeded");
  const answer = await client.chat.completions.create({
    model: job.fine_tuned_model!,
    messages: [{ role: "user", content: "who is 3" }],
    max_tokens: 4,
  });
  expect(answer.model).toBe(job.fine_tuned_model);
  // What it cost is in the ledger, and only once.
  const [used, ...more] = await store.usage.sums({
    kind: "fine_tuning",
    from: 0,
    until: 4e9,
    width: 86_400,
    groupBy: ["model"],
  });
  expect(used).toMatchObject({ model: MODEL, trainedTokens: job.trained_tokens });
  expect(more).toEqual([]);
  await server.kill();
});
