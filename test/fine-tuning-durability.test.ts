import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { defaultProjectId, openStore } from "../src/store/index.ts";
import {
  clientOf,
  EXAMPLES,
  folder,
  hyperparameters,
  MODEL,
  supervised,
  until,
  upload,
  weights,
} from "./fine-tuning/tuning-world.ts";
import { KillableServer } from "./server-process/killable-server.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More of them take minutes: ten are for whoever asks. */
const KILLS = Number(process.env.FOURONE_TEST_KILLS ?? 3);

it(`A job that is killed ${KILLS} times ends with the adapters of one that is not, byte for byte.`, async () => {
  const home = join(folder, "killed");
  const location = { kind: "sqlite", path: join(home, "store.db") } as const;
  const store = await openStore(location);
  onTestFinished(() => store.close());
  const start = () => KillableServer.start({ location, blobs: join(home, "blobs"), weights });
  let server = await start();
  onTestFinished(() => server.kill());
  let client = clientOf(server.url);
  const training_file = await upload(client, EXAMPLES);
  const epochs = Math.ceil((KILLS + 2) / 2);
  const method = { ...supervised, supervised: { hyperparameters: { ...hyperparameters, n_epochs: epochs } } };
  const begin = async () =>
    (await client.fineTuning.jobs.create({ model: MODEL, training_file, method, seed: 1 })).id;
  const adaptersOf = async (jobId: string) => {
    const { data } = await store.fineTuning.checkpoints.list(jobId, { limit: 10, order: "desc" });
    const models = await Promise.all(data.map(({ model }) => store.tunedModels.get(defaultProjectId, model)));
    return models.map((model) => model?.adapter?.blob.sha256);
  };
  const undisturbed = await until(client, await begin(), ({ status }) => status === "succeeded");

  const id = await begin();
  for (let kill = 1; kill <= KILLS; kill++) {
    for (let reached = false; !reached; await delay(5)) {
      const job = await store.fineTuning.get(defaultProjectId, id);
      const told = await store.fineTuning.events.get(id, `step/${kill}`);
      reached = job?.status === "succeeded" || told !== undefined;
    }
    await server.kill();
    server = await start();
    client = clientOf(server.url);
  }
  const job = await until(client, id, ({ status }) => status === "succeeded");
  const adapters = await adaptersOf(id);
  expect(adapters).toHaveLength(Math.min(3, epochs));
  expect(adapters).toEqual(await adaptersOf(undisturbed.id));
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
  const trained = job.trained_tokens! + undisturbed.trained_tokens!;
  expect(used).toMatchObject({ model: MODEL, trainedTokens: trained });
  expect(more).toEqual([]);
  await server.kill();
});
