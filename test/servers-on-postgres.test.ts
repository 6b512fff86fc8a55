import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { RateLimitError, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  defaultProjectId,
  fullPermissions,
  issueKey,
  openStore,
  type StoreLocation,
} from "../src/store/index.ts";
import { startPostgres } from "../src/store/testing/postgres-server.ts";
import { temporaryFolder } from "../src/store/testing/temporary-folder.ts";
import { KillableServer, type ServerArguments } from "./server-process/killable-server.ts";
import { writeTinyModel } from "./tiny-model/index.ts";

const LINES = 100;
/** A server takes a twentieth ahead: of so many requests exactly one, so that each knows what all have used. */
const REQUESTS_PER_MINUTE = 20;
const MODEL = "gpt-4.1-nano";
const DAY_SECONDS = 86_400;

/** One server as its clients see it. */
interface Member {
  readonly server: KillableServer;
  readonly client: OpenAI;
}

interface Answer {
  readonly system_fingerprint: string;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

const postgres = await startPostgres();

if (typeof postgres === "string") {
  describe("two servers on one PostgreSQL", () => {
    it.skip(postgres);
  });
} else {
  describe("two servers on one PostgreSQL", () => {
    const folder = temporaryFolder();
    const weights = join(folder.path, "tiny.gguf");
    const keys = { apiKey: "", adminAPIKey: "" };
    let location: StoreLocation;
    let first: Member;
    let second: Member;
    const heard = { requests: 0, input: 0, output: 0 };

    const hear = ({ usage }: { readonly usage?: Answer["usage"] | undefined }) => {
      heard.requests++;
      heard.input += usage?.prompt_tokens ?? 0;
      heard.output += usage?.completion_tokens ?? 0;
    };

    const start = async (name: string): Promise<Member> => {
      const options: ServerArguments = { location, weights, blobs: join(folder.path, "blobs"), name };
      const rateLimits = { requestsPerMinute: REQUESTS_PER_MINUTE };
      const server = await KillableServer.start({ ...options, rateLimits, concurrency: 8, isQuiet: true });
      return { server, client: new OpenAI({ baseURL: server.url, ...keys, maxRetries: 0 }) };
    };

    beforeAll(async () => {
      writeTinyModel(weights);
      location = { kind: "postgres", url: await postgres.createDatabase() };
      const store = await openStore(location);
      const actor = { kind: "session", userId: "u", address: undefined } as const;
      const issue = async (kind: Parameters<typeof issueKey>[1]) =>
        (await issueKey(store, kind, { now: Date.now(), actor })).value;
      const owner = { projectId: defaultProjectId, permissions: fullPermissions };
      keys.apiKey = await issue({ kind: "project", name: "k", ...owner });
      keys.adminAPIKey = await issue({ kind: "admin", name: "a" });
      await store.close();
      [first, second] = await Promise.all([start("first"), start("second")]);
    });
    afterAll(async () => {
      await Promise.all([first?.server.kill(), second?.server.kill()]);
      await postgres.remove();
      folder.remove();
    });

    const createBatch = async ({ client }: Member): Promise<string> => {
      const lines = Array.from({ length: LINES }, (_, n) => ({
        ...{ custom_id: `l${n}`, method: "POST", url: "/v1/chat/completions" },
        body: { model: MODEL, messages: [{ role: "user", content: `Question ${n}` }], max_tokens: 4 },
      }));
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      const file = await client.files.create({
        file: await toFile(Buffer.from(text), "x.jsonl"),
        purpose: "batch",
      });
      const wanted = { endpoint: "/v1/chat/completions", completion_window: "24h" } as const;
      return (await client.batches.create({ input_file_id: file.id, ...wanted })).id;
    };

    const doneSoFar = async (id: string, lines: number) => {
      const completed = async () => (await second.client.batches.retrieve(id)).request_counts?.completed ?? 0;
      while ((await completed()) < lines) await sleep(10);
    };

    /** Waits for the end, and gives the fingerprints under the answers. */
    const wholeBatch = async ({ client }: Member, id: string): Promise<string[]> => {
      let batch = await client.batches.retrieve(id);
      for (; batch.status !== "completed"; batch = await client.batches.retrieve(id)) await sleep(20);
      expect(batch.request_counts).toEqual({ total: LINES, completed: LINES, failed: 0 });
      const text = await (await client.files.content(batch.output_file_id!)).text();
      const output = text.trim().split("\n");
      const lines = output.map(
        (each) => JSON.parse(each) as { custom_id: string; response: { body: Answer } },
      );
      expect(lines.map(({ custom_id }) => custom_id)).toEqual(lines.map((_, n) => `l${n}`));
      for (const { response } of lines) hear(response.body);
      return lines.map(({ response }) => response.body.system_fingerprint);
    };

    /** What a server says of all that was ever used, and what that costs. */
    const ledgerOf = async ({ client }: Member) => {
      const start_time = (Math.floor(Date.now() / 1000 / DAY_SECONDS) - 1) * DAY_SECONDS;
      const { usage } = client.admin.organization;
      const tokens = await usage.completions({ start_time, group_by: ["model", "batch"] });
      return {
        tokens: tokens.data,
        costs: (await usage.costs({ start_time, group_by: ["line_item"] })).data,
      };
    };

    const expectLedger = async () => {
      const { tokens, costs } = await ledgerOf(first);
      const sum = { requests: 0, input: 0, output: 0 };
      for (const result of tokens.flatMap(({ results }) => results)) {
        if (!("num_model_requests" in result && "output_tokens" in result)) continue;
        sum.requests += result.num_model_requests;
        sum.input += result.input_tokens;
        sum.output += result.output_tokens;
      }
      expect(sum).toEqual(heard);
      expect(await ledgerOf(second)).toEqual({ tokens, costs });
    };

    const ask = ({ client }: Member) =>
      client.chat.completions.create({
        ...{ model: MODEL, max_tokens: 2 },
        messages: [{ role: "user", content: "Hello" }],
      });

    it("share the lines of a batch, and each line is done once", async () => {
      const fingerprints = await wholeBatch(second, await createBatch(first));
      expect(new Set(fingerprints).size).toBe(2);
      await expectLedger();
    }, 120_000);

    it("count requests of one key together, and say so in their headers", async () => {
      const began = performance.now();
      const refilled = () => Math.ceil((performance.now() - began) / (60_000 / REQUESTS_PER_MINUTE));
      for (let n = 1; n <= REQUESTS_PER_MINUTE; n++) {
        const { data, response } = await ask(n % 2 === 0 ? first : second).withResponse();
        hear(data);
        expect(response.headers.get("x-ratelimit-limit-requests")).toBe(`${REQUESTS_PER_MINUTE}`);
        const remaining = Number(response.headers.get("x-ratelimit-remaining-requests"));
        expect(remaining).toBeGreaterThanOrEqual(REQUESTS_PER_MINUTE - n);
        expect(remaining).toBeLessThanOrEqual(REQUESTS_PER_MINUTE - n + refilled());
      }
      let extra = 0;
      const refusals = [];
      for (const member of [first, second, first, second]) {
        const answer = await ask(member).catch((error: unknown) => error);
        if (answer instanceof RateLimitError) refusals.push(answer);
        else {
          hear(answer as OpenAI.ChatCompletion);
          extra++;
        }
      }
      expect(extra).toBeLessThanOrEqual(refilled());
      for (const { headers, code, message } of refusals) {
        expect(code).toBe("rate_limit_exceeded");
        expect(message).toMatch(
          /^429 Rate limit reached for gpt-4\.1-nano .* on requests per min \(RPM\): Limit 20, /,
        );
        expect(headers.get("x-ratelimit-remaining-requests")).toBe("0");
        expect(headers.get("x-ratelimit-reset-requests")).toMatch(/^(\d+m)?[\d.]+(ms|s)$/);
        expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      }
      expect(refusals.length).toBeGreaterThan(0);
      await expectLedger();
    });

    it("go on with what one of them leaves when it is killed, and what it used is counted once", async () => {
      const id = await createBatch(first);
      await doneSoFar(id, 20);
      await first.server.kill();
      expect((await second.client.batches.retrieve(id)).status).toBe("in_progress");
      const fingerprints = await wholeBatch(second, id);
      expect(new Set(fingerprints).size).toBe(2);
      first = await start("third");
      await expectLedger();
    }, 120_000);

    it("wait for a database that is gone for a while, and lose and repeat nothing", async () => {
      const id = await createBatch(first);
      await doneSoFar(id, 10);
      await postgres.stop();
      await expect(second.client.batches.retrieve(id)).rejects.toMatchObject({ status: 503 });
      await postgres.start();
      await wholeBatch(first, id);
      await expectLedger();
    }, 120_000);

    it("make the background responses of one that is killed", async () => {
      const ids = [];
      for (let n = 0; n < 4; n++) {
        const request = { model: "gpt-4.1-mini", input: "Hello", background: true, max_output_tokens: 64 };
        ids.push((await first.client.responses.create(request)).id);
      }
      await first.server.kill();
      for (const id of ids) {
        const status = async () => (await second.client.responses.retrieve(id)).status;
        await expect.poll(status, { timeout: 30_000 }).toMatch(/^(completed|incomplete)$/);
        const { usage } = await second.client.responses.retrieve(id);
        hear({
          usage: { prompt_tokens: usage?.input_tokens ?? 0, completion_tokens: usage?.output_tokens ?? 0 },
        });
      }
      first = await start("fourth");
      await expectLedger();
    }, 60_000);
  });
}
