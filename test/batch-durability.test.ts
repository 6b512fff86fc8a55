import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { defaultProjectId, openStore } from "../src/store/index.ts";
import { KillableServer } from "./server-process/killable-server.ts";
import { writeTinyModel } from "./tiny-model/index.ts";

/** In full: FOURONE_TEST_BATCH_LINES=2000 FOURONE_TEST_BATCH_KILLS=30: four minutes or so. */
const LINES = Number(process.env.FOURONE_TEST_BATCH_LINES ?? 60);
const KILLS = Number(process.env.FOURONE_TEST_BATCH_KILLS ?? 4);
const DAY_SECONDS = 86_400;
/** Half of what gpt-4.1-nano costs, in dollars per token. */
const BATCH_PRICES = { input: 0.05e-6, cachedInput: 0.0125e-6, output: 0.2e-6 };

const folder = mkdtempSync(join(tmpdir(), "fourone-batch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface OutputLine {
  readonly custom_id: string;
  readonly response: {
    readonly status_code: number;
    readonly body: {
      readonly id: string;
      readonly usage: {
        readonly prompt_tokens: number;
        readonly completion_tokens: number;
        readonly prompt_tokens_details: { readonly cached_tokens: number };
      };
    };
  };
}

it(
  "A batch has each line once, and its usage to the token, however often server and engine are killed.",
  async () => {
    const location = { kind: "sqlite", path: join(folder, "store.db") } as const;
    const weights = join(folder, "tiny.gguf");
    writeTinyModel(weights);
    const parameters = { location, blobs: join(folder, "blobs"), weights };
    const store = await openStore(location);
    onTestFinished(() => store.close());
    const { batches, usage } = store;

    let server = await KillableServer.start(parameters);
    onTestFinished(() => server.kill());
    const id = await createBatch(server.url);
    const get = async () => (await batches.get(defaultProjectId, id))!;
    // As far along as the batch must be for the next kill; the first comes while its input is read.
    let killed = 0;
    for (; killed < KILLS; killed++) {
      const due = Math.floor((LINES * killed) / KILLS);
      for (;;) {
        const { counts, status } = await get();
        if (counts.completed + counts.failed >= due || status === "completed") break;
        await sleep(5);
      }
      await sleep(Math.random() * 150);
      if (Math.random() < 0.5 && server.killEngine()) continue;
      await server.kill();
      server = await KillableServer.start(parameters);
    }
    let batch = await get();
    for (; batch.status !== "completed"; batch = await get()) await sleep(20);

    const response = await fetch(`${server.url}/files/${batch.outputFileId}/content`);
    const output = (await response.text())
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as OutputLine);
    const today = Math.floor(Date.now() / 1000 / DAY_SECONDS) * DAY_SECONDS;
    const stored = await storedCompletions(server.url);
    const billed = await costSince(server.url, today - DAY_SECONDS);
    await server.kill();

    expect(batch).toMatchObject({ counts: { total: LINES, completed: LINES, failed: 0 } });
    expect(output.map(({ custom_id }) => custom_id)).toEqual(requests().map(({ custom_id }) => custom_id));
    expect(new Set(output.map(({ response }) => response.body.id)).size).toBe(LINES);
    const wanted = output.filter((_, n) => n % 2 === 0).map(({ response }) => response.body.id);
    expect(stored.toSorted()).toEqual(wanted.toSorted());
    const sum = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
    for (const { response } of output) {
      sum.inputTokens += response.body.usage.prompt_tokens;
      sum.cachedTokens += response.body.usage.prompt_tokens_details.cached_tokens;
      sum.outputTokens += response.body.usage.completion_tokens;
    }
    expect(batch.usage).toMatchObject(sum);
    const sums = await usage.sums({
      from: today - DAY_SECONDS,
      until: today + DAY_SECONDS,
      width: DAY_SECONDS,
      groupBy: ["batch"],
    });
    // Over midnight they lie in two buckets.
    expect(sums.every((each) => each.batch === true)).toBe(true);
    const total = (of: (each: (typeof sums)[number]) => number) =>
      sums.reduce((all, each) => all + of(each), 0);
    expect({
      requests: total((each) => each.requests),
      inputTokens: total((each) => each.inputTokens),
      cachedTokens: total((each) => each.cachedTokens),
      outputTokens: total((each) => each.outputTokens),
    }).toEqual({ requests: LINES, ...sum });
    const price =
      (sum.inputTokens - sum.cachedTokens) * BATCH_PRICES.input +
      sum.cachedTokens * BATCH_PRICES.cachedInput +
      sum.outputTokens * BATCH_PRICES.output;
    expect(price).toBeGreaterThan(0);
    expect(billed).toBeCloseTo(price, 12);
  },
  Math.max(300_000, KILLS * 60_000),
);

function requests() {
  return Array.from({ length: LINES }, (_, n) => ({
    custom_id: `line-${n}`,
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model: "gpt-4.1-nano",
      messages: [{ role: "user", content: `This is question ${n}.` }],
      max_tokens: 8,
      store: n % 2 === 0,
    },
  }));
}

async function storedCompletions(baseURL: string): Promise<readonly string[]> {
  const ids = [];
  const client = new OpenAI({ baseURL, apiKey: "none" });
  for await (const { id } of client.chat.completions.list({ limit: 100 })) ids.push(id);
  return ids;
}

/** What the server says that everything has cost, in dollars. */
async function costSince(baseURL: string, start_time: number): Promise<number> {
  const client = new OpenAI({ baseURL, apiKey: "none", adminAPIKey: "none" });
  const { data } = await client.admin.organization.usage.costs({ start_time });
  let cost = 0;
  for (const { results } of data)
    for (const result of results) if ("amount" in result) cost += result.amount?.value ?? 0;
  return cost;
}

async function createBatch(url: string): Promise<string> {
  const form = new FormData();
  form.set("purpose", "batch");
  form.set(
    "file",
    new File(
      [
        requests()
          .map((each) => `${JSON.stringify(each)}\n`)
          .join(""),
      ],
      "in.jsonl",
    ),
  );
  const file = (await (await fetch(`${url}/files`, { method: "POST", body: form })).json()) as { id: string };
  const response = await fetch(`${url}/batches`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      input_file_id: file.id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    }),
  });
  return ((await response.json()) as { id: string }).id;
}
