import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import { DistillationApi, taught, teach } from "./fine-tuning/distilling-world.ts";
import { fourone } from "./fine-tuning/run-command.ts";
import { clientOf, folder, MODEL, startTuningServer } from "./fine-tuning/tuning-world.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROMPTS = 24;
const hyperparameters = { batch_size: 5, learning_rate_multiplier: 10, n_epochs: 4 };
const wanted = { teacher: "gpt-4.1", student: "gpt-4.1-nano", filter: { metadata: { task: "who" } } };

/** Training and answers compete for the cores; beside other tests that takes its time. */
const PATIENCE = { timeout: 180_000 };

describe("a distillation", PATIENCE, () => {
  let test: TestServer;
  let client: OpenAI;
  let api: DistillationApi;
  beforeAll(async () => {
    test = await startTuningServer({ batch: { pollMilliseconds: 50 } });
    client = clientOf(test.url);
    api = new DistillationApi(test.url);
    const { completions } = test.store;
    // An older answer to a prompt that is answered again below, and what cannot or shall not be learned.
    await completions.create(taught("who is 0", "an older answer"));
    await teach(test.store, PROMPTS);
    const { response } = taught("", "it is");
    const [choice] = response.choices as [object];
    const cut = { ...response, choices: [{ ...choice, finish_reason: "length" }] };
    await completions.create(taught("who is long", "", { response: cut }));
    await completions.create(taught("who is other", "no", { metadata: { task: "other" } }));
    await completions.create(taught("who is another", "no", { model: MODEL }));
  });
  afterAll(async () => {
    await test.server.close(0);
    await stopEngines();
  });

  const port = () => new URL(test.url).port;
  const contentOf = async (id: string | null) =>
    (await (await client.files.content(id ?? "")).text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).messages as { role: string; content: string }[]);

  it("is counted before it is begun, and nothing is written", async () => {
    const { student: _, ...selection } = wanted;
    const { body } = await api.ask<Record<string, unknown>>("POST", "/preview", {
      ...selection,
      held_out: 4,
    });
    expect(body).toMatchObject({
      object: "fourone.distillation.preview",
      counts: {
        matched: PROMPTS + 2,
        unusable: { truncated: 1, refused: 0, not_text: 0, too_long: 0, unsupported: 0 },
        duplicates: 1,
        training: PROMPTS - 4,
        held_out: 4,
      },
      training_tokens: 15 * (PROMPTS - 4),
    });
    expect((body.samples as unknown[])[0]).toMatchObject({ prompt: "who is 23", answer: "it is 1" });
    expect((await client.files.list()).data).toEqual([]);
    expect((await api.ask<{ data: unknown[] }>("GET", "")).body.data).toEqual([]);
  });

  it("goes from stored completions to a student that is compared with its teacher", async () => {
    const created = await api.create({
      ...wanted,
      held_out: 4,
      seed: 1,
      name: "Who",
      suffix: "who",
      hyperparameters,
    });
    expect(created).toMatchObject({
      object: "fourone.distillation",
      name: "Who",
      status: "preparing",
      teacher: "gpt-4.1-2025-04-14",
      student: MODEL,
      filter: { metadata: { task: "who" }, created_after: null, created_before: null },
      counts: null,
      comparison: null,
    });
    const done = await api.until(created.id, ({ status }) => status === "succeeded");
    expect(done).toMatchObject({
      counts: { training: PROMPTS - 4, held_out: 4, duplicates: 1 },
      answers: { done: 8, total: 8 },
      fine_tuned_model: expect.stringMatching(/^ft:gpt-4\.1-nano-2025-04-14:local:who:\w+$/),
      finished_at: expect.any(Number),
      error: null,
    });

    const training = await contentOf(done.training_file);
    const heldOut = await contentOf(done.held_out_file);
    const prompts = [...training, ...heldOut].map(([message]) => message?.content);
    expect(training).toHaveLength(PROMPTS - 4);
    expect(new Set(prompts).size).toBe(PROMPTS);
    expect(JSON.stringify(training.concat(heldOut))).not.toContain("older");

    const { comparison } = done;
    const job = await client.fineTuning.jobs.retrieve(done.fine_tuning_job!);
    expect(job).toMatchObject({
      training_file: done.training_file,
      validation_file: done.held_out_file,
      seed: 1,
    });
    const { data: events } = await client.fineTuning.jobs.listEvents(job.id, { limit: 100 });
    const lossAt = (step: number) =>
      events
        .map(({ data }) => data as Record<string, unknown>)
        .find((data) => data.step === step && data.full_valid_loss);
    expect(comparison?.before.loss).toBe(lossAt(0)?.full_valid_loss);
    expect(comparison?.after.loss).toBe(lossAt(16)?.full_valid_loss);
    expect(comparison?.after.loss).toBeLessThan(comparison!.before.loss!);
    expect(comparison).toMatchObject({ prompts: 4, currency: "usd" });
    // 10 tokens at $2 and 5 at $8 a million, a thousand times.
    expect(comparison?.teacher).toEqual({ mean_output_tokens: 5, cost_per_1k_answers: 0.06 });
    expect(comparison?.samples).toHaveLength(4);
    for (const side of [comparison!.before, comparison!.after]) {
      expect(side).toMatchObject({ failed: 0, mean_output_tokens: expect.any(Number) });
      expect(side.cost_per_1k_answers).toBeGreaterThan(0);
    }
    expect(comparison!.after.token_f1).toBeGreaterThan(comparison!.before.token_f1!);

    const first = await api.ask<{ data: { id: string }[]; has_more: boolean }>(
      "GET",
      `/${done.id}/prompts?limit=3`,
    );
    expect(first.body).toMatchObject({
      has_more: true,
      data: [
        {
          object: "fourone.distillation.prompt",
          teacher: expect.stringMatching(/^it is \d$/),
          before: {},
          after: {},
        },
        {},
        {},
      ],
    });
    const rest = await api.ask<{ data: unknown[] }>(
      "GET",
      `/${done.id}/prompts?after=${first.body.data[2]?.id}`,
    );
    expect(rest.body.data).toHaveLength(1);

    const day = 86_400;
    const from = Math.floor(Date.now() / 1000 / day) * day - day;
    const sums = await test.store.usage.sums({
      kind: "completions",
      from,
      until: from + 3 * day,
      width: day,
      groupBy: ["model", "batch"],
    });
    const used = sums.filter(({ batch }) => batch).map(({ model, requests }) => [model, requests]);
    expect(Object.fromEntries(used)).toEqual({ [MODEL]: 4, [done.fine_tuned_model!]: 4 });

    expect((await api.ask("POST", `/${done.id}/cancel`)).status).toBe(400);
    expect((await api.ask<{ data: unknown[] }>("GET", "")).body.data).toEqual([done]);
    expect((await api.ask<object>("DELETE", `/${done.id}`)).body).toMatchObject({ deleted: true });
    expect((await api.ask("GET", `/${done.id}`)).status).toBe(404);
    expect((await client.files.retrieve(done.training_file!)).filename).toBe(`${done.id}-training.jsonl`);
  });

  it("makes the files only, where the student is trained elsewhere; the same seed holds out the same prompts", async () => {
    const request = { teacher: "gpt-4.1", filter: wanted.filter, train: false, held_out: 0.25, seed: 5 };
    const heldOut = [];
    for (let n = 0; n < 2; n++) {
      const { id } = await api.create(request);
      const done = await api.until(id, ({ status }) => status === "succeeded");
      expect(done).toMatchObject({
        counts: { training: 18, held_out: 6 },
        fine_tuning_job: null,
        comparison: null,
      });
      heldOut.push(await contentOf(done.held_out_file));
    }
    expect(heldOut[0]).toHaveLength(6);
    expect(heldOut[1]).toEqual(heldOut[0]);
  });

  it("is begun, left and watched at the terminal", async () => {
    const selection = ["--teacher", "gpt-4.1", "--metadata", "task=who", "--held-out", "4", "--port", port()];
    const counted = await fourone("distill", ...selection, "--dry-run").ended;
    expect(counted.output).toContain("20 prompts to learn, 4 held out");
    expect(counted.output).toContain("who is 23");

    const file = join(folder, "learn.jsonl");
    const written = await fourone("distill", ...selection, "--file-only", file).ended;
    expect(written).toMatchObject({ status: 0, output: expect.stringContaining(`to learn: ${file}`) });
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(20);
    expect(readFileSync(join(folder, "learn.held-out.jsonl"), "utf8").trim().split("\n")).toHaveLength(4);

    const settings = ["--student", "gpt-4.1-nano", "--epochs", "12", "--batch-size", "5"];
    const begun = fourone("distill", ...selection, ...settings);
    begun.child.stderr.on("data", (text) => {
      if (String(text).includes("Created")) process.kill(-begun.child.pid!, "SIGINT");
    });
    const left = await begun.ended;
    expect(left.status).toBe(130);
    const [, id] = /fourone distill --id (distill_\w+)/.exec(left.errors) ?? [];
    const watched = await fourone("distill", "--id", id!, "--port", port()).ended;
    expect(watched.status).toBe(0);
    expect(watched.errors).toMatch(/Step \d+\/48: training loss=/);
    expect(watched.output).toMatch(/on 4 held-out prompts +teacher +before +after\n/);
    expect(watched.output).toMatch(/loss on the teacher's answers +- +\d\.\d{3} +\d\.\d{3}\n/);
    expect(watched.output).toMatch(/Ask for it by its name: ft:gpt-4\.1-nano/);
    const json = await fourone("distill", "--id", id!, "--port", port(), "--json").ended;
    expect(JSON.parse(json.output)).toMatchObject({ id, status: "succeeded", comparison: { prompts: 4 } });
  });

  it("is cancelled with its training", async () => {
    const { id } = await api.create({ ...wanted, hyperparameters: { ...hyperparameters, n_epochs: 50 } });
    expect((await api.ask("DELETE", `/${id}`)).status).toBe(400);
    const training = await api.until(id, ({ status }) => status === "training");
    expect((await api.ask("POST", `/${id}/cancel`)).body).toMatchObject({ status: "cancelled" });
    const job = await client.fineTuning.jobs.retrieve(training.fine_tuning_job!);
    expect(job.status).toBe("cancelled");
  });

  it("is cancelled where its training is", async () => {
    const long = { ...hyperparameters, n_epochs: 50 };
    const cancelled = await api.create({ ...wanted, hyperparameters: long });
    const { fine_tuning_job: job } = await api.until(cancelled.id, ({ status }) => status === "training");
    await client.fineTuning.jobs.cancel(job!);
    await api.until(cancelled.id, ({ status }) => status === "cancelled");
  });

  it("ends with its training where there is nothing to compare", async () => {
    const short = { ...hyperparameters, n_epochs: 1 };
    const { id } = await api.create({ ...wanted, held_out: 0, hyperparameters: short });
    const done = await api.until(id, ({ status }) => status === "succeeded");
    expect(done).toMatchObject({ comparison: null, answers: null, held_out_file: null });
    expect(done.fine_tuned_model).toMatch(/^ft:/);
  });

  it("fails where there is too little to learn", async () => {
    const { id } = await api.create({ ...wanted, held_out: 20 });
    for (;;) {
      const { body } = await api.ask("GET", `/${id}`);
      if (body.status === "preparing") continue;
      expect(body).toMatchObject({
        status: "failed",
        error: { code: "too_few_prompts" },
        training_file: null,
      });
      break;
    }
  });

  it.each([
    [{ student: "gpt-4.1-nano" }, "teacher"],
    [{ teacher: "gpt-4.1" }, "student"],
    [{ teacher: "gpt-4.1", student: "gpt-5" }, "student"],
    [{ teacher: "gpt-4.1", student: "gpt-4.1-nano", train: false }, "student"],
    [{ ...wanted, held_out: 1.5 }, "held_out"],
    [{ ...wanted, held_out: 1_001 }, "held_out"],
    [{ ...wanted, limit: 0 }, "limit"],
    [{ ...wanted, filter: { created_after: 5, created_before: 6 } }, "filter.created_before"],
    [{ ...wanted, filter: { model: "x" } }, "filter.model"],
    [{ ...wanted, hyperparameters: { n_epochs: 51 } }, "hyperparameters.n_epochs"],
  ])("is refused with what is wrong: %j", async (body, param) => {
    const refused = await api.ask<{ error: { param: string; message: string } }>("POST", "", body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.param).toContain(param);
  });
});
