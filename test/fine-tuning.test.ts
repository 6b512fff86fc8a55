import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import {
  clientOf,
  EXAMPLES,
  folder,
  hyperparameters,
  MODEL,
  startTuningServer,
  supervised,
  until,
  upload,
} from "./fine-tuning/tuning-world.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("fine-tuning", () => {
  let test: TestServer;
  let client: OpenAI;
  beforeAll(async () => {
    test = await startTuningServer();
    client = clientOf(test.url);
  });
  afterAll(async () => {
    await test.server.close(0);
    await stopEngines();
  });

  it("goes from a file to a model that answers, and away again", async () => {
    const fileId = await upload(client, EXAMPLES);
    const created = await client.fineTuning.jobs.create({
      model: "gpt-4.1-nano",
      training_file: fileId,
      validation_file: fileId,
      suffix: "My: Bot",
      seed: 3,
      method: supervised,
      metadata: { team: "a" },
    });
    expect(created).toMatchObject({
      object: "fine_tuning.job",
      model: MODEL,
      status: "validating_files",
      seed: 3,
      user_provided_suffix: "My: Bot",
      metadata: { team: "a" },
      error: null,
      fine_tuned_model: null,
      result_files: [],
    });
    // The job reads on from a file that nobody else has any more.
    await client.files.delete(fileId);
    const job = await until(client, created.id, ({ status }) => status === "succeeded");
    expect(job.fine_tuned_model).toMatch(/^ft:gpt-4\.1-nano-2025-04-14:local:my-bot:\w{8}$/);
    expect(job.trained_tokens).toBeGreaterThan(0);
    expect(job.method).toMatchObject(supervised);
    const name = job.fine_tuned_model!;

    const events = [];
    for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 3 })) events.push(event);
    const messages = events.map(({ message }) => message).reverse();
    expect(messages[0]).toBe(`Created fine-tuning job: ${job.id}`);
    expect(messages).toContain(`Validating training file: ${fileId} and validation file: ${fileId}`);
    expect(messages).toContain("Files validated, moving job to queued state");
    expect(messages).toContain(`New fine-tuned model created: ${name}`);
    expect(messages.at(-1)).toBe("The job has successfully completed");
    const metrics = events.filter(({ type }) => type === "metrics");
    expect(metrics).toHaveLength(8 + 4);
    expect(metrics[0]?.data).toMatchObject({ step: 8, total_steps: 8, full_valid_loss: expect.any(Number) });

    const { data: checkpoints } = await client.fineTuning.jobs.checkpoints.list(job.id);
    expect(checkpoints.map((each) => each.fine_tuned_model_checkpoint)).toEqual(
      [8, 6, 4].map((step) => `${name}:ckpt-step-${step}`),
    );
    expect(checkpoints[0]?.metrics.train_loss).toBeLessThan(checkpoints[2]!.metrics.train_loss!);

    const csv = await (await client.files.content(job.result_files[0]!)).text();
    expect(csv.split("\n")[0]).toBe("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy");
    expect(
      csv
        .trim()
        .split("\n")
        .slice(1)
        .map((row) => row.split(",")[0]),
    ).toEqual([..."12345678"]);

    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    expect(names).toContain(name);
    expect(await client.models.retrieve(name)).toMatchObject({ owned_by: "org-local" });
    const ask = (model: string) =>
      client.chat.completions.create({
        model,
        messages: [{ role: "user", content: "who is 3" }],
        temperature: 0,
        max_tokens: 12,
      });
    const tuned = await ask(name);
    const base = await ask("gpt-4.1-nano");
    expect(tuned.model).toBe(name);
    expect(tuned.choices[0]?.message.content).not.toBe(base.choices[0]?.message.content);
    const answer = await client.responses.create({ model: name, input: "who is 3", max_output_tokens: 16 });
    expect(answer.model).toBe(name);

    const start_time = Math.floor(Date.now() / 86_400_000) * 86_400;
    const costs = await client.admin.organization.usage.costs({ start_time, group_by: ["line_item"] });
    expect(costs.data[0]!.results).toContainEqual(
      expect.objectContaining({
        line_item: `${MODEL}, training`,
        quantity: job.trained_tokens,
        amount: { value: expect.closeTo((job.trained_tokens! * 1.5) / 1e6, 12), currency: "usd" },
      }),
    );

    await expect(client.models.delete("gpt-4.1-nano")).rejects.toMatchObject({ status: 403 });
    expect(await client.models.delete(name)).toEqual({ id: name, object: "model", deleted: true });
    await expect(ask(name)).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    // The last checkpoint was made of the same adapter, and stays.
    expect((await ask(checkpoints[0]!.fine_tuned_model_checkpoint)).choices).toHaveLength(1);
  });

  it("fails with what is wrong with a file, and on which line", async () => {
    const bad = [
      ...EXAMPLES.slice(0, 4),
      { messages: [{ role: "wizard", content: "x" }] },
      ...EXAMPLES.slice(4),
    ];
    for (const [lines, code, message] of [
      [bad, "invalid_training_file", /Example 5/],
      [EXAMPLES.slice(1), "invalid_n_examples", /9 example/],
    ] as const) {
      const training_file = await upload(client, lines);
      const { id } = await client.fineTuning.jobs.create({ model: MODEL, training_file });
      let job = await client.fineTuning.jobs.retrieve(id);
      for (; job.status !== "failed"; job = await client.fineTuning.jobs.retrieve(id)) await delay(20);
      expect(job.error).toMatchObject({
        code,
        message: expect.stringMatching(message),
        param: "training_file",
      });
      expect(job.finished_at).toBeGreaterThan(0);
    }
  });

  it("refuses what cannot be begun", async () => {
    const { jobs } = client.fineTuning;
    const training_file = await upload(client, EXAMPLES);
    const chat = await toFile(Buffer.from("{}"), "in.jsonl");
    const other = (await client.files.create({ file: chat, purpose: "batch" })).id;
    const refused = (body: object, error: object) =>
      expect(jobs.create({ model: MODEL, training_file, ...body })).rejects.toMatchObject({
        status: 400,
        ...error,
      });
    await refused({ model: "gpt-4o" }, { code: "model_not_available", param: "model" });
    await refused({ training_file: "file-none" }, { param: "training_file" });
    await refused({ training_file: other }, { code: "invalid_file_purpose" });
    await refused({ hyperparameters: { n_epochs: 51 } }, { param: "hyperparameters.n_epochs" });
    await refused({ method: { type: "reinforcement" } }, { param: "method.type" });
    const wandb = { type: "wandb", wandb: { project: "p" } };
    const integrations = { code: "unsupported_parameter", message: expect.stringMatching(/not supported/) };
    await refused({ integrations: [wandb] }, { param: "integrations", ...integrations });
    const message = expect.stringContaining("a value > 0, but got 0");
    await refused({ hyperparameters: { learning_rate_multiplier: 0 } }, { message });
    await refused({ hyperparameters: { n_epochs: 0 } }, { code: "integer_below_min_value" });
    await expect(jobs.retrieve("ftjob-none")).rejects.toMatchObject({ status: 404 });
  });

  it("leaves models that other projects neither see nor ask", async () => {
    const training_file = await upload(client, EXAMPLES);
    const { jobs } = client.fineTuning;
    const { id } = await jobs.create({
      model: MODEL,
      training_file,
      hyperparameters: { ...hyperparameters, n_epochs: 1 },
    });
    const job = await until(client, id, ({ status }) => status === "succeeded");
    const name = job.fine_tuned_model!;
    const project = "proj_other";
    await test.store.projects.create({ id: project, name: "Other", createdAt: 1 });
    const other = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0, project });
    expect((await other.models.list()).data.map((model) => model.id)).not.toContain(name);
    const gone = { status: 404 };
    await expect(other.models.retrieve(name)).rejects.toMatchObject(gone);
    await expect(other.models.delete(name)).rejects.toMatchObject(gone);
    await expect(other.fineTuning.jobs.retrieve(id)).rejects.toMatchObject(gone);
    const messages = [{ role: "user" as const, content: "hi" }];
    await expect(other.chat.completions.create({ model: name, messages })).rejects.toMatchObject(gone);
    const listed = await (
      await fetch(`${test.url}/fourone/models`, { headers: { "openai-project": project } })
    ).text();
    expect(listed).not.toContain(name);
  });

  it("learns preferences, and what it made does batches", async () => {
    const pairs = EXAMPLES.map(({ messages: [question, answer] }) => ({
      input: { messages: [question] },
      preferred_output: [answer],
      non_preferred_output: [{ role: "assistant", content: "who knows" }],
    }));
    const training_file = await upload(client, pairs);
    const older = { training_file, method: { type: "dpo" }, hyperparameters: { n_epochs: 2 } } as const;
    const asked = await client.fineTuning.jobs.create({ model: MODEL, ...older });
    expect(asked.method?.dpo?.hyperparameters).toMatchObject({ n_epochs: 2, beta: "auto" });
    await client.fineTuning.jobs.cancel(asked.id);
    const method = { type: "dpo", dpo: { hyperparameters: { beta: 0.2, n_epochs: 1 } } } as const;
    const { id } = await client.fineTuning.jobs.create({ model: MODEL, training_file, method });
    const job = await until(client, id, ({ status }) => status === "succeeded");
    expect(job.method?.dpo?.hyperparameters).toMatchObject({ beta: 0.2, n_epochs: 1, batch_size: 4 });
    const model = job.fine_tuned_model!;
    const body = { model, messages: [{ role: "user", content: "who is 3" }], max_tokens: 4 };
    const request = JSON.stringify({ custom_id: "a", method: "POST", url: "/v1/chat/completions", body });
    const file = await toFile(Buffer.from(request), "in.jsonl");
    const { id: input_file_id } = await client.files.create({ file, purpose: "batch" });
    const endpoint = "/v1/chat/completions" as const;
    const made = await client.batches.create({ input_file_id, endpoint, completion_window: "24h" });
    let batch = await client.batches.retrieve(made.id);
    for (; !/completed|failed/.test(batch.status); await delay(20))
      batch = await client.batches.retrieve(made.id);
    expect(batch).toMatchObject({ status: "completed", model, request_counts: { completed: 1 } });
  });

  it("pauses, goes on, and is cancelled", async () => {
    const { jobs } = client.fineTuning;
    const training_file = await upload(client, EXAMPLES);
    const long = { ...hyperparameters, n_epochs: 50 };
    const { id } = await jobs.create({ model: MODEL, training_file, hyperparameters: long });
    await expect(jobs.resume(id)).rejects.toMatchObject({ status: 400 });
    await until(
      client,
      id,
      ({ status, estimated_finish }) => status === "running" && estimated_finish !== null,
    );
    expect((await jobs.pause(id)).status).toBe("paused");
    expect((await jobs.resume(id)).status).toBe("queued");
    await until(
      client,
      id,
      ({ status, estimated_finish }) => status === "running" && estimated_finish !== null,
    );
    const cancelled = await jobs.cancel(id);
    expect(cancelled).toMatchObject({ status: "cancelled", estimated_finish: null });
    expect(cancelled.trained_tokens).toBeGreaterThan(0);
    await expect(jobs.cancel(id)).rejects.toMatchObject({ status: 400 });
    const { data } = await jobs.list({ limit: 1 });
    expect(data[0]?.id).toBe(id);
  });
});
