import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type OpenAI from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import {
  defaultProjectId,
  FileStorage,
  FolderBlobs,
  openStore,
  type Store,
  StoreError,
} from "../src/store/index.ts";
import { TrainingRun } from "../src/trainer/index.ts";
import {
  clientOf,
  EXAMPLES,
  example,
  folder,
  hyperparameters,
  MODEL,
  startTuningServer,
  until,
  upload,
  weights,
} from "./fine-tuning/tuning-world.ts";
import { tinyModelFile } from "./tiny-model/tiny-model-file.ts";

const NANO = MODEL;
const MINI = "gpt-4.1-mini-2025-04-14";
const rest = EXAMPLES.slice(1);
const [{ messages }] = EXAMPLES as [(typeof EXAMPLES)[number]];
const pair = {
  input: { messages: [messages[0]] },
  preferred_output: [messages[1]],
  non_preferred_output: [{ role: "assistant", content: "who knows" }],
};

describe("fine-tuning that fails", () => {
  const home = mkdtempSync(join(folder, "faults-"));
  let store: Store;
  let test: TestServer;
  let client: OpenAI;
  const untrainable = tinyModelFile({ architecture: "gemma3" });
  let refusedWrites = 0;
  let isFull = false;
  let onRead = async () => {};
  const errors: string[] = [];

  beforeAll(async () => {
    store = await openStore({ kind: "sqlite", path: join(home, "store.db") });
    const blobs = new FolderBlobs(join(home, "blobs"));
    const write = blobs.write.bind(blobs);
    blobs.write = async (key, content) => {
      if (!isFull) return write(key, content);
      refusedWrites++;
      throw new StoreError("disk-full");
    };
    const read = blobs.read.bind(blobs);
    blobs.read = async function* (key, range) {
      await onRead();
      yield* read(key, range);
    };
    test = await startTuningServer({
      store,
      log: pino({ level: "error" }, { write: (line: string) => errors.push(line) }),
      files: new FileStorage({ store, blobs }),
      fineTuning: {
        folder: home,
        weightsOf: ({ snapshot }) => {
          const path = snapshot === MINI ? untrainable : weights;
          return { path, sha256: path, title: "Tiny" };
        },
        threads: 1,
        pollMilliseconds: 50,
      },
    });
    client = clientOf(test.url);
  });
  afterAll(async () => {
    await test.server.close(0);
    await store.close();
    await stopEngines();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (lines: readonly unknown[], model = NANO) => {
    const training_file = await upload(client, lines);
    const settings = { ...hyperparameters, n_epochs: 1 };
    return client.fineTuning.jobs.create({ model, training_file, hyperparameters: settings });
  };
  const failed = async (id: string): Promise<FineTuningJob> => {
    for (;;) {
      const job = await client.fineTuning.jobs.retrieve(id);
      if (job.status === "failed") return job;
      if (job.status === "succeeded") throw new Error("it succeeded");
      await delay(10);
    }
  };
  /** What jobs have left in their folders. */
  const leftovers = () => {
    const jobs = join(home, "jobs");
    return existsSync(jobs) ? readdirSync(jobs) : [];
  };

  it.each<[string, readonly unknown[], string, RegExp]>([
    ["nine examples", rest, "invalid_n_examples", /9 example/],
    [
      "an unknown role",
      [...rest, { messages: [{ role: "wizard", content: "x" }] }],
      "invalid_training_file",
      /Example 10/,
    ],
    ["no role", [...rest, { messages: [{ content: "x" }] }], "invalid_training_file", /Example 10.*role/],
    ["nothing to learn", [...rest, { messages: [messages[0]] }], "invalid_training_file", /Example 10/],
    ["empty content", [...rest, example("who", "")], "invalid_training_file", /Example 10/],
    ["NUL", [...rest, example("who\u0000", "it")], "invalid_training_file", /NUL/],
    ["half a surrogate pair", [...rest, example("who \ud800", "it")], "invalid_training_file", /Example 10/],
    ["a line that is no JSON", [...rest, "{"], "invalid_training_file", /Example 10/],
    ["pairs of answers", Array(10).fill(pair), "invalid_training_file", /preference/],
    ["two formats", [...rest, pair], "invalid_training_file", /Example 10|preference/],
  ])("for %s says why, and where", async (_, lines, code, message) => {
    const { id } = await begin(lines);
    const job = await failed(id);
    expect(job.error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      param: "training_file",
    });
    expect(job).toMatchObject({ fine_tuned_model: null, trained_tokens: null, result_files: [] });
    expect((await store.tunedModels.all()).filter(({ name }) => name.includes(id))).toEqual([]);
  });

  it("for weights that cannot be trained names the architecture", async () => {
    const job = await failed((await begin(EXAMPLES, MINI)).id);
    expect(job.error).toMatchObject({
      code: "unsupported_weights",
      message: expect.stringContaining("gemma3"),
    });
    while (leftovers().length > 0) await delay(10);
  });

  it("cuts an example of a hundred thousand tokens at its end, and says so", async () => {
    const { id } = await begin([...EXAMPLES, example("who? ".repeat(20_000), "it")]);
    await until(client, id, ({ status }) => status === "succeeded");
    const events = [];
    for await (const event of client.fineTuning.jobs.listEvents(id)) events.push(event);
    expect(events.find(({ level }) => level === "warn")?.message).toMatch(
      /1 example\(s\) of the training file are longer than \d+ tokens and were truncated at the end/,
    );
  });

  it.each(["training_file", "validation_file"] as const)(
    "fails where nothing of a %s is left to learn, instead of telling a loss of nothing",
    async (param) => {
      const lost = await upload(client, Array(10).fill(example("who? ".repeat(20_000), "it")));
      const files = { training_file: await upload(client, EXAMPLES), [param]: lost };
      const settings = { ...hyperparameters, n_epochs: 1 };
      const made = await client.fineTuning.jobs.create({ model: NANO, ...files, hyperparameters: settings });
      const { error } = await failed(made.id);
      expect(error).toMatchObject({ code: `invalid_${param}`, param });
      expect(error?.message).toMatch(/Examples are cut at \d+ tokens/);
      while (leftovers().length > 0) await delay(10);
    },
  );

  it("waits where the disk is full, and goes on when there is room", async () => {
    const before = errors.length;
    const { id } = await begin(EXAMPLES);
    isFull = true;
    while (refusedWrites < 3) await delay(10);
    expect((await client.fineTuning.jobs.retrieve(id)).status).toBe("running");
    // It waits with what it has: begun anew it would be given up after so many times.
    expect(errors.slice(before)).toEqual([]);
    isFull = false;
    const job = await until(client, id, ({ status }) => status === "succeeded");
    const { data } = await client.fineTuning.jobs.checkpoints.list(id);
    expect(data).toHaveLength(1);
    const [made] = await Promise.all([store.tunedModels.get(undefined, job.fine_tuned_model!)]);
    expect(made?.adapter?.blob.bytes).toBeGreaterThan(0);
    while (leftovers().length > 0) await delay(10);
  });

  it("lets go of a job that is cancelled while the disk is full", async () => {
    refusedWrites = 0;
    const { id } = await begin(EXAMPLES);
    isFull = true;
    while (refusedWrites === 0) await delay(10);
    await client.fineTuning.jobs.cancel(id);
    while (leftovers().includes(id)) await delay(10);
    isFull = false;
  });

  it("begins no training of a job that is cancelled while its files are copied", async () => {
    const listening = vi.spyOn(TrainingRun.prototype, Symbol.asyncIterator);
    let hasFolder: boolean | undefined;
    const { id } = await begin(EXAMPLES);
    onRead = async () => {
      if ((await client.fineTuning.jobs.retrieve(id)).status !== "running") return;
      await client.fineTuning.jobs.cancel(id);
      // Looked at meanwhile for what ended jobs have left: this one is still at work.
      await delay(300);
      hasFolder = leftovers().includes(id);
    };
    while (hasFolder === undefined) await delay(10);
    onRead = async () => {};
    expect(hasFolder).toBe(true);
    while (leftovers().includes(id)) await delay(10);
    expect(listening).not.toHaveBeenCalled();
    listening.mockRestore();
  });

  it("says that the disk is full where not even its files have room", async () => {
    const { id } = await begin(EXAMPLES);
    onRead = async () => {
      if ((await client.fineTuning.jobs.retrieve(id)).status === "running")
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    };
    expect((await failed(id)).error).toMatchObject({ code: "disk_full" });
    onRead = async () => {};
    while (leftovers().length > 0) await delay(10);
  });

  it("tells every step of a job, also those that were done while it was being paused", async () => {
    const { fineTuning } = store;
    const get = fineTuning.get.bind(fineTuning);
    const training_file = await upload(client, EXAMPLES);
    const { jobs } = client.fineTuning;
    const settings = { batch_size: 1, n_epochs: 3 };
    const { id } = await jobs.create({ model: NANO, training_file, hyperparameters: settings });
    let pauses = 0;
    // Asked for before each event is kept.
    fineTuning.get = async (project, asked) => {
      const job = await get(project, asked);
      if (asked !== id || job?.status !== "running" || job.trainedTokens === undefined || pauses === 3)
        return job;
      pauses++;
      await jobs.pause(id);
      setTimeout(() => jobs.resume(id), 50);
      return get(project, asked);
    };
    const ended = async () => (await get(defaultProjectId, id))?.finishedAt !== undefined;
    while (!(await ended())) await delay(10);
    fineTuning.get = get;
    expect(pauses).toBe(3);
    const { result_files } = await jobs.retrieve(id);
    const csv = await (await client.files.content(result_files[0]!)).text();
    const steps = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => Number.parseInt(row, 10));
    expect(steps).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it("leaves nothing of a job that is cancelled at rest", async () => {
    const training_file = await upload(client, EXAMPLES);
    const long = { ...hyperparameters, n_epochs: 50 };
    const { jobs } = client.fineTuning;
    const { id } = await jobs.create({ model: NANO, training_file, hyperparameters: long });
    await until(client, id, ({ estimated_finish }) => estimated_finish !== null);
    await jobs.pause(id);
    while (!existsSync(join(home, "jobs", id, "state", "state.bin"))) await delay(10);
    await jobs.cancel(id);
    while (leftovers().length > 0) await delay(10);
  });
});
