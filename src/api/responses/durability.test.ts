import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { afterAll, expect, it } from "vitest";
import { startKillable } from "./testing/killable-server.ts";
import { saidTo } from "./testing/said-to.ts";

const KILLS = 6;
const RESPONSES = 100;
const CLIENTS = 6;

const folder = mkdtempSync(join(tmpdir(), "fourone-durability-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () => startKillable({ database: join(folder, "store.db") });

interface Acknowledged {
  readonly id: string;
  readonly number: number;
  readonly kind: "foreground" | "background" | "stream";
  readonly previous: string | undefined;
}

const input = (number: number) => `This is question ${number}.`;

/** Resolves with what the server has acknowledged of one response, or nothing where it was killed before. */
async function ask(
  client: OpenAI,
  number: number,
  previous: string | undefined,
): Promise<Acknowledged | undefined> {
  const kinds = ["foreground", "background", "stream"] as const;
  const kind = kinds[number % 3]!;
  const request = {
    model: "gpt-4.1-nano",
    input: input(number),
    ...(previous !== undefined && { previous_response_id: previous }),
  };
  try {
    if (kind !== "stream") {
      const { id } = await client.responses.create({ ...request, background: kind === "background" });
      return { id, number, kind, previous };
    }
    for await (const event of await client.responses.create({ ...request, background: true, stream: true })) {
      // Told of it, a client may rely on it, whatever happens to the rest of the stream.
      if (event.type === "response.created") return { id: event.response.id, number, kind, previous };
    }
  } catch (error) {
    if (!(error instanceof OpenAI.APIConnectionError) && !(error instanceof TypeError)) throw error;
  }
  return undefined;
}

it("Nothing that was acknowledged is lost when the server is killed, and nothing stays unfinished.", async () => {
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  for (let round = 0; round < KILLS; round++) {
    const server = await start();
    const until = Math.ceil((RESPONSES * (round + 1)) / KILLS);
    const enough = Promise.withResolvers<void>();
    let killed = false;
    const asking = Array.from({ length: CLIENTS }, async () => {
      while (!killed) {
        const number = next++;
        // A third continues what was answered before; of a background response that would have to wait.
        const chain = acknowledged.filter(({ kind }) => kind === "foreground").at(-1);
        const done = await ask(server.client, number, number % 2 === 0 ? chain?.id : undefined);
        if (done) acknowledged.push(done);
        if (acknowledged.length >= until) enough.resolve();
      }
    });
    await enough.promise;
    await sleep(Math.random() * 40);
    killed = true;
    await server.kill();
    await Promise.all(asking);
  }

  const { client, kill } = await start();
  for (const { id, number, kind, previous } of acknowledged) {
    await expect
      .poll(async () => (await client.responses.retrieve(id)).status, { timeout: 30_000 })
      .toMatch(/completed|failed/);
    const response = await client.responses.retrieve(id);
    expect(response.previous_response_id).toBe(previous ?? null);
    const items = await client.responses.inputItems.list(id);
    expect(items.data).toMatchObject([{ content: [{ text: input(number) }] }]);
    if (response.status === "failed") {
      expect(kind).not.toBe("foreground");
      expect(response.error?.message).toMatch(/restarted|stopped/);
      continue;
    }
    const said = saidTo(input(number)).join("");
    expect(response.output).toMatchObject([{ status: "completed", content: [{ text: said }] }]);
    if (kind !== "stream") continue;
    let text = "";
    let count = 0;
    for await (const event of await client.responses.retrieve(id, { stream: true })) {
      expect(event.sequence_number).toBe(count++);
      if (event.type === "response.output_text.delta") text += event.delta;
    }
    expect(text).toBe(said);
  }
  await kill();
}, 180_000);
