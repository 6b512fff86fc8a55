import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { type Distillation, defaultProjectId, openStore } from "../src/store/index.ts";
import { DistillationApi, teach } from "./fine-tuning/distilling-world.ts";
import { clientOf, folder, hyperparameters, MODEL, weights } from "./fine-tuning/tuning-world.ts";
import { KillableServer } from "./server-process/killable-server.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HELD_OUT = 8;
const DAY_SECONDS = 86_400;

it("A distillation makes its files once and keeps each answer once, whenever its server is killed.", async () => {
  const home = join(folder, "killed");
  const location = { kind: "sqlite", path: join(home, "store.db") } as const;
  const store = await openStore(location);
  onTestFinished(() => store.close());
  await teach(store, 30);
  const start = () => KillableServer.start({ location, blobs: join(home, "blobs"), weights, concurrency: 1 });
  let server = await start();
  onTestFinished(() => server.kill());
  const { id } = await new DistillationApi(server.url).create({
    teacher: "gpt-4.1",
    student: "gpt-4.1-nano",
    held_out: HELD_OUT,
    seed: 1,
    hyperparameters,
  });
  const get = async () => (await store.distillations.get(defaultProjectId, id))!;
  const answered = async () => (await store.distillations.prompts.progress(id)).done;
  const kills: readonly ((distillation: Distillation) => boolean | Promise<boolean>)[] = [
    // While it prepares, unless that is over already.
    () => true,
    async ({ fineTuningJobId: job }) => {
      const { data } = await store.fineTuning.events.list(job ?? "", { limit: 100, order: "desc" });
      return data.some(({ subject }) => subject === "step/2");
    },
    ({ status }) => status === "comparing",
    async () => (await answered()) >= 3,
    async () => (await answered()) >= HELD_OUT + 2,
  ];
  let inComparison = 0;
  for (const isDue of kills) {
    for (;;) {
      const distillation = await get();
      expect(distillation.error).toBeUndefined();
      if (distillation.status === "succeeded" || (await isDue(distillation))) break;
      await delay(5);
    }
    if ((await get()).status === "comparing") inComparison++;
    await server.kill();
    server = await start();
  }
  expect(inComparison).toBeGreaterThan(0);
  const done = await new DistillationApi(server.url).until(id, ({ status }) => status === "succeeded");
  expect(done).toMatchObject({
    counts: { training: 30 - HELD_OUT, held_out: HELD_OUT },
    answers: { done: 2 * HELD_OUT, total: 2 * HELD_OUT },
    comparison: { prompts: HELD_OUT, before: { failed: 0 }, after: { failed: 0 } },
  });

  const files = [];
  for await (const file of clientOf(server.url).files.list()) files.push(file.purpose);
  expect(files.sort()).toEqual(["fine-tune", "fine-tune", "fine-tune-results"]);
  const { data: jobs } = await clientOf(server.url).fineTuning.jobs.list();
  expect(jobs).toHaveLength(1);

  // Each answer's use is in the ledger, once.
  const { data: prompts } = await store.distillations.prompts.list(id, { limit: HELD_OUT, order: "asc" });
  const today = Math.floor(Date.now() / 1000 / DAY_SECONDS) * DAY_SECONDS;
  const sums = await store.usage.sums({
    from: today - DAY_SECONDS,
    until: today + DAY_SECONDS,
    width: DAY_SECONDS,
    groupBy: ["model"],
  });
  for (const [model, side] of [
    [MODEL, "before"],
    [done.fine_tuned_model, "after"],
  ] as const) {
    const used = sums.filter((sum) => sum.model === model);
    const kept = prompts.map((prompt) => prompt[side]!);
    const tokens = (all: readonly { readonly outputTokens: number }[]) =>
      all.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
    expect(used.reduce((sum, { requests }) => sum + requests, 0)).toBe(HELD_OUT);
    expect(tokens(used)).toBe(tokens(kept));
  }
}, 180_000);
