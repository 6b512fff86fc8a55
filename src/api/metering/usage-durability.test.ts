import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../store/index.ts";
import { startKillable } from "../responses/testing/killable-server.ts";

const KILLS = 4;
const TOLD = 90;
const CLIENTS = 6;
const DAY_SECONDS = 86_400;
const model = "gpt-4.1-nano";

const folder = mkdtempSync(join(tmpdir(), "fourone-usage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const database = join(folder, "store.db");

interface Told {
  readonly id: string;
  readonly input: number;
  readonly output: number;
}

/** What clients know, as soon as they know it. */
class Heard {
  /** Answers that were told to their end. */
  readonly whole: Told[] = [];
  /** Responses that are made whether anybody listens or not. */
  readonly background: string[] = [];
  /** Answers that their client left, and responses that it cancelled. */
  readonly left: string[] = [];

  complete(id: string, input: number | undefined, output: number | undefined): void {
    this.whole.push({ id, input: input ?? -1, output: output ?? -1 });
  }
}

type Asking = (client: OpenAI, question: string, heard: Heard) => Promise<void>;

const messages = (content: string) => [{ role: "user" as const, content }];

const completion =
  (store: boolean): Asking =>
  async ({ chat }, question, heard) => {
    const { id, usage } = await chat.completions.create({ model, messages: messages(question), store });
    heard.complete(id, usage?.prompt_tokens, usage?.completion_tokens);
  };

const completionStream =
  (leaveAfter: number): Asking =>
  async ({ chat }, question, heard) => {
    const stream = await chat.completions.create({
      ...{ model, messages: messages(question), stream: true },
      stream_options: { include_usage: true },
    });
    let chunks = 0;
    for await (const { id, usage } of stream) {
      if (usage) heard.complete(id, usage.prompt_tokens, usage.completion_tokens);
      if (++chunks < leaveAfter) continue;
      heard.left.push(id);
      return;
    }
  };

const response =
  (store: boolean): Asking =>
  async ({ responses }, input, heard) => {
    const { id, usage } = await responses.create({ model, input, store });
    heard.complete(id, usage?.input_tokens, usage?.output_tokens);
  };

const responseStream: Asking = async ({ responses }, input, heard) => {
  for await (const event of await responses.create({ model, input, stream: true })) {
    if (event.type !== "response.completed") continue;
    const { id, usage } = event.response;
    heard.complete(id, usage?.input_tokens, usage?.output_tokens);
  }
};

const background: Asking = async ({ responses }, input, heard) => {
  heard.background.push((await responses.create({ model, input, background: true })).id);
};

/** Its client leaves, and it is made all the same. */
const backgroundStream: Asking = async ({ responses }, input, heard) => {
  for await (const event of await responses.create({ model, input, background: true, stream: true })) {
    if (event.type === "response.created") heard.background.push(event.response.id);
    if (event.type === "response.output_text.delta") return;
  }
};

const cancelled: Asking = async ({ responses }, input, heard) => {
  const { id } = await responses.create({ model, input, background: true });
  heard.left.push(id);
  await sleep(15);
  await responses.cancel(id);
};

const ASKINGS = [
  completion(false),
  completion(true),
  completionStream(Number.POSITIVE_INFINITY),
  completionStream(4),
  response(false),
  response(true),
  responseStream,
  background,
  backgroundStream,
  cancelled,
];

it("Usage is never lost and never counted twice when the server is killed, whatever it was doing.", async () => {
  const heard = new Heard();
  let next = 0;
  for (let round = 1; round <= KILLS; round++) {
    const { client, kill } = await startKillable({ database });
    let killed = false;
    const asking = Array.from({ length: CLIENTS }, async () => {
      for (; !killed; next++) {
        const ask = ASKINGS[next % ASKINGS.length]!;
        await ask(client, `This is question ${next}.`, heard).catch((error: unknown) => {
          if (!(error instanceof OpenAI.APIConnectionError) && !(error instanceof TypeError)) throw error;
        });
      }
    });
    const due = (TOLD * round) / KILLS;
    while (heard.whole.length + heard.background.length < due) await sleep(2);
    await sleep(Math.random() * 40);
    killed = true;
    await kill();
    await Promise.all(asking);
  }

  const { client, kill } = await startKillable({ database });
  onTestFinished(kill);
  for (const id of heard.background) {
    const get = () => client.responses.retrieve(id);
    await expect.poll(async () => (await get()).status, { timeout: 30_000 }).toMatch(/completed|failed/);
    const { status, usage } = await get();
    if (status === "completed") heard.complete(id, usage?.input_tokens, usage?.output_tokens);
  }
  for (const id of heard.left) {
    const get = () => client.responses.retrieve(id);
    if (id.startsWith("resp_"))
      await expect.poll(async () => (await get()).status, { timeout: 30_000 }).not.toMatch(/queued|progress/);
  }

  const reading = new DatabaseSync(database, { readOnly: true });
  const all = reading.prepare("select id, outcome, input_tokens, output_tokens from usage_records").all();
  reading.close();
  const rows = new Map(all.map((row) => [String(row.id), row]));
  for (const { id, input, output } of heard.whole) {
    expect(rows.get(id)).toMatchObject({ outcome: "completed", input_tokens: input, output_tokens: output });
  }
  // No more than a whole answer, and nothing of what was not let go of.
  for (const id of heard.left) {
    const row = rows.get(id);
    if (row !== undefined) expect(Number(row.output_tokens)).toBeLessThanOrEqual(12);
  }
  // What is stored is what was paid for: the two are written together.
  for await (const { id, usage } of client.chat.completions.list({ limit: 100 })) {
    expect(rows.get(id)).toMatchObject({
      input_tokens: usage?.prompt_tokens,
      output_tokens: usage?.completion_tokens,
    });
  }
  const store = await openStore({ kind: "sqlite", path: database });
  const today = Math.floor(Date.now() / 1000 / DAY_SECONDS) * DAY_SECONDS;
  const range = { from: today - DAY_SECONDS, until: today + DAY_SECONDS, width: DAY_SECONDS } as const;
  const sums = await store.usage.sums({ ...range, groupBy: [] });
  await store.close();
  const added = (of: "requests" | "inputTokens" | "outputTokens") =>
    sums.reduce((sum, each) => sum + each[of], 0);
  const column = (name: string) => all.reduce((sum, row) => sum + Number(row[name]), 0);
  expect([added("requests"), added("inputTokens"), added("outputTokens")]).toEqual([
    all.length,
    column("input_tokens"),
    column("output_tokens"),
  ]);
}, 180_000);
