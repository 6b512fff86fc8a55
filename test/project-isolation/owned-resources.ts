import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type OpenAI from "openai";
import { toFile } from "openai";
import { HELLO } from "../../src/api/testing/test-server.ts";
import type { ServedModels } from "../../src/inference/index.ts";
import type { FileStorage, Store } from "../../src/store/index.ts";

const model = "gpt-4.1-nano";

interface Surroundings {
  readonly store: Store;
  readonly files: FileStorage;
  readonly models: ServedModels;
}

/**
 * One of everything that a project can own, by the names that paths of the API give its id. A route whose path names
 * something new needs a line here.
 */
export async function ownedResources(
  owner: OpenAI,
  projectId: string,
  surroundings: Surroundings,
  /** In the names of what has to be called something. */
  label = "mine",
): Promise<Readonly<Record<string, string>>> {
  const line = { custom_id: "1", method: "POST", url: "/v1/chat/completions", body: HELLO };
  const input = await owner.files.create({
    file: await toFile(Buffer.from(`${JSON.stringify(line)}\n`), "lines.jsonl"),
    purpose: "batch",
  });
  const file = await owner.files.create({
    file: await toFile(Buffer.from("secret"), "a.txt"),
    purpose: "user_data",
  });
  const conversation = await owner.conversations.create({
    items: [{ type: "message", role: "user", content: "secret" }],
  });
  const items = await owner.conversations.items.list(conversation.id);
  const preset = await owner.post<{ id: string }>("/fourone/presets", {
    body: { name: "mine", content: { model } },
  });
  const distillation = await owner.post<{ id: string }>("/fourone/distillations", {
    body: { teacher: model, train: false },
  });
  const job = await fineTuningJob(projectId, surroundings.store, label);
  return {
    completion_id: (await owner.chat.completions.create({ ...HELLO, store: true })).id,
    response_id: (await owner.responses.create({ model, input: "secret" })).id,
    conversation_id: conversation.id,
    item_id: (items.data[0] as { id: string }).id,
    file_id: file.id,
    batch_id: (
      await owner.batches.create({
        input_file_id: input.id,
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
      })
    ).id,
    upload_id: (
      await owner.uploads.create({
        ...{ filename: "a.txt", purpose: "user_data", bytes: 1, mime_type: "text/plain" },
      })
    ).id,
    webhook_endpoint_id: (
      await owner.webhooks.create({ name: "w", url: "https://example.com/", event_types: ["batch.failed"] })
    ).id,
    fine_tuning_job_id: job,
    model: await tunedModel(projectId, surroundings, label),
    preset_id: preset.id,
    distillation_id: distillation.id,
  };
}

async function fineTuningJob(projectId: string, store: Store, label: string): Promise<string> {
  const id = `ftjob-${label}`;
  const hyperparameters = { batchSize: "auto", learningRateMultiplier: 1, epochs: 1 } as const;
  const request = { model, trainingFileId: "file-x", hyperparameters, seed: 1, tunedName: "ft:x" };
  await store.fineTuning.create({
    id,
    projectId,
    createdAt: 1,
    request: { ...request, method: "supervised" },
  });
  return id;
}

/** As it is after a job has made it. */
async function tunedModel(
  projectId: string,
  { store, files, models }: Surroundings,
  label: string,
): Promise<string> {
  const base = models.resolve(model);
  if (base === undefined) throw new Error("the test serves no model to tune");
  const name = `ft:${base.snapshot}:mine::${label}`;
  const adapterId = `ftjob-${label}-1`;
  const blob = await files.write(Readable.from([Buffer.from("matrices")]));
  const weights = { sha256: "ab", title: "Tiny" };
  await store.adapters.add({ id: adapterId, blob, weights, rank: 16, imported: false });
  await store.tunedModels.add({ name, projectId, baseModel: base.snapshot, adapterId, createdAt: 1 });
  // The server looks now and then for what others have made.
  while (models.resolve(name) === undefined) await delay(5);
  return name;
}
