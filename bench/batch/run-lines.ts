import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { post, readText } from "../client/post.ts";
import type { BenchServer } from "../servers/bench-server.ts";
import type { BenchLine } from "./batch-lines.ts";

const POLL_MILLISECONDS = 100;

export interface LinesRun {
  readonly seconds: number;
  readonly outputTokens: number;
}

const completion = z.object({ usage: z.object({ completion_tokens: z.int() }) });
const named = z.object({ id: z.string() });
const batch = z.object({
  id: z.string(),
  status: z.string(),
  request_counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }),
  usage: z.object({ output_tokens: z.int() }),
});

export type BenchBatch = z.infer<typeof batch>;

/** As a plain client does them: so many at once, the next as soon as one is done. */
export async function runPlainly(
  server: BenchServer,
  lines: readonly BenchLine[],
  concurrency: number,
): Promise<LinesRun> {
  const start = performance.now();
  const left = lines.values();
  let outputTokens = 0;
  const client = async () => {
    for (const line of left) {
      const body = JSON.stringify({ model: server.model, ...line });
      const answer = JSON.parse(await readText(await post(server, "/chat/completions", body)));
      outputTokens += completion.parse(answer).usage.completion_tokens;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return { seconds: (performance.now() - start) / 1000, outputTokens };
}

/** From the upload of the file to the end of the batch. */
export async function runAsBatch(server: BenchServer, lines: readonly BenchLine[]): Promise<LinesRun> {
  const start = performance.now();
  const { id } = await createBatch(server, lines);
  const ended = await untilBatch(server, id, ({ status }) => status === "completed");
  if (ended.request_counts.completed < lines.length) throw new Error("lines of the batch failed");
  return { seconds: (performance.now() - start) / 1000, outputTokens: ended.usage.output_tokens };
}

export async function createBatch(server: BenchServer, lines: readonly BenchLine[]): Promise<BenchBatch> {
  const url = "/v1/chat/completions";
  const text = lines.map((line, n) => {
    const body = { model: server.model, ...line };
    return `${JSON.stringify({ custom_id: `line-${n}`, method: "POST", url, body })}\n`;
  });
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new File(text, "bench.jsonl"));
  const file = named.parse(await ask(server, "/files", { method: "POST", body: form }));
  const body = JSON.stringify({ input_file_id: file.id, endpoint: url, completion_window: "24h" });
  const headers = { "content-type": "application/json" };
  return batch.parse(await ask(server, "/batches", { method: "POST", body, headers }));
}

export async function untilBatch(
  server: BenchServer,
  id: string,
  is: (batch: BenchBatch) => boolean,
): Promise<BenchBatch> {
  for (;;) {
    const now = batch.parse(await ask(server, `/batches/${id}`));
    if (is(now)) return now;
    if (/^(failed|expired|cancelled)$/.test(now.status)) throw new Error(`the batch has ${now.status}`);
    await pause(POLL_MILLISECONDS);
  }
}

export async function cancelBatch(server: BenchServer, id: string): Promise<void> {
  await ask(server, `/batches/${id}/cancel`, { method: "POST" });
}

async function ask(server: BenchServer, path: string, init: RequestInit = {}): Promise<unknown> {
  const key = server.apiKey === undefined ? {} : { authorization: `Bearer ${server.apiKey}` };
  const headers = { ...key, ...init.headers };
  const response = await fetch(server.url + path, { ...init, headers });
  if (!response.ok) throw new Error(`${server.label} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
