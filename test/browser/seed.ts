import OpenAI, { toFile } from "openai";
import { trainingLines } from "./training-lines.ts";

const QUESTIONS = [
  { topic: "tea", text: "How long should green tea steep?" },
  { topic: "tea", text: "Which water is best for black tea?" },
  { topic: "history", text: "Who built the first lighthouse?" },
  { topic: "weather", text: "Why is the sky blue in the morning?" },
];

export function clientOf(url: string, apiKey = "none"): OpenAI {
  return new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });
}

/** Lines of a batch, each a question of its own. */
export function batchLines(count: number, maximumTokens = 12): string {
  return Array.from({ length: count }, (_, line) =>
    JSON.stringify({
      custom_id: `question-${line + 1}`,
      method: "POST",
      url: "/v1/chat/completions",
      body: {
        model: "gpt-4.1-mini",
        max_tokens: maximumTokens,
        messages: [{ role: "user", content: `Say something about the number ${line + 1}.` }],
      },
    }),
  ).join("\n");
}

/** Gives every dashboard something to show, but those of training. */
export async function seed(client: OpenAI): Promise<void> {
  for (const [index, { topic, text }] of QUESTIONS.entries()) {
    const metadata = { topic, run: String(index + 1) };
    const model = index % 2 === 0 ? "gpt-4.1" : "gpt-4.1-nano";
    await client.chat.completions.create({
      model,
      store: true,
      metadata,
      max_tokens: 40,
      temperature: 0,
      messages: [{ role: "user", content: text }],
    });
    await client.responses.create({ model, input: text, metadata, max_output_tokens: 40, temperature: 0 });
  }
  await seedFiles(client, { lines: 6, maximumTokens: 12 });
}

/** A tuned model. */
export async function seedTuning(client: OpenAI): Promise<void> {
  const examples = await toFile(Buffer.from(trainingLines(10)), "numbers.jsonl");
  const { id } = await client.files.create({ file: examples, purpose: "fine-tune" });
  const job = await client.fineTuning.jobs.create({
    model: "gpt-4.1-nano",
    training_file: id,
    suffix: "numbers",
    method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 2, batch_size: 5 } } },
  });
  for (;;) {
    const { status, error } = await client.fineTuning.jobs.retrieve(job.id);
    if (status === "succeeded") return;
    if (status === "failed") throw new Error(JSON.stringify(error));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A log, and a batch that is done. */
export async function seedFiles(
  client: OpenAI,
  { lines, maximumTokens }: { readonly lines: number; readonly maximumTokens: number },
): Promise<void> {
  await client.files.create({
    file: await toFile(Buffer.from("GET / 200\n".repeat(5_000)), "server.log"),
    purpose: "user_data",
  });
  const file = await client.files.create({
    file: await toFile(Buffer.from(batchLines(lines, maximumTokens)), "numbers.jsonl"),
    purpose: "batch",
  });
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { file: "numbers.jsonl" },
  });
  for (;;) {
    const { status } = await client.batches.retrieve(batch.id);
    if (["completed", "failed", "expired", "cancelled"].includes(status)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
