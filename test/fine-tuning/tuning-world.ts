import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import OpenAI, { toFile } from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs";
import type { ServerOptions } from "../../src/api/index.ts";
import { startTestServer, type TestServer } from "../../src/api/testing/test-server.ts";
import { startEngine } from "../../src/engine/tiny-engine.ts";
import { ServedModels, TIERS, tierModel } from "../../src/inference/index.ts";
import { chatMarkupTemplate, writeTinyModel } from "../tiny-model/index.ts";

export const MODEL = "gpt-4.1-nano-2025-04-14";

export const folder = mkdtempSync(join(tmpdir(), "fourone-tuning-"));
export const weights = join(folder, "tiny.gguf");
writeTinyModel(weights, { architecture: "qwen3", embedding: 128, chatTemplate: chatMarkupTemplate });

export const example = (question: string, answer: string) => ({
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});
export const EXAMPLES = Array.from({ length: 10 }, (_, n) => example(`who is ${n}`, `it is ${n * 7}`));

/** The whole server over the tiny weights, which it can tune. Ready for commands, too, which ask for that. */
export async function startTuningServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const engine = startEngine(weights);
  await engine.ready();
  const models = new ServedModels(TIERS.map((tier) => tierModel(tier, { engine, contextLength: 512 })));
  const fineTuning = {
    folder: join(folder, "jobs"),
    weightsOf: () => ({ path: weights, sha256: "tiny", title: "Tiny" }),
    threads: 1,
    pollMilliseconds: 50,
  };
  return startTestServer({ models, fineTuning, ...options });
}

export const clientOf = (baseURL: string) =>
  new OpenAI({ baseURL, apiKey: "none", adminAPIKey: "none", maxRetries: 0 });

/** The id of an uploaded training file. */
export async function upload(client: OpenAI, lines: readonly unknown[]): Promise<string> {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const file = await toFile(Buffer.from(text), "examples.jsonl");
  return (await client.files.create({ file, purpose: "fine-tune" })).id;
}

/** The job as soon as it is so. Rejects where it fails. */
export async function until(
  client: OpenAI,
  id: string,
  is: (job: FineTuningJob) => boolean,
): Promise<FineTuningJob> {
  for (;;) {
    const job = await client.fineTuning.jobs.retrieve(id);
    if (is(job)) return job;
    if (job.status === "failed") throw new Error(JSON.stringify(job.error));
    await delay(20);
  }
}

export const hyperparameters = { batch_size: 5, learning_rate_multiplier: 10, n_epochs: 4 };
export const supervised = { type: "supervised", supervised: { hyperparameters } } as const;
