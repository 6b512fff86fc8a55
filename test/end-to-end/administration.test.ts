import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { AuthenticationError, RateLimitError, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, revokeKey } from "../../src/store/index.ts";
import { type StarterServer, startStarterServer, testHome } from "./starter-server.ts";

const MASTER = "sk-master-of-the-test";
const model = "gpt-4.1-nano";
/** Dollars per token. */
const PRICES = { input: 0.1e-6, cachedInput: 0.025e-6, output: 0.4e-6 };

interface Used {
  requests: number;
  input: number;
  cached: number;
  output: number;
}

describe("administration on the starter weights, through the official client", () => {
  let server: StarterServer;
  let admin: OpenAI;
  let project: string;
  const began = Math.floor(Date.now() / 1000);
  const used = { live: nothing(), batch: nothing() };
  const clientOf = (keys: { readonly apiKey: string } | { readonly adminAPIKey: string }) =>
    new OpenAI({ baseURL: server.url, maxRetries: 0, apiKey: null, ...keys });

  beforeAll(async () => {
    server = await startStarterServer([], { FOURONE_API_KEY: MASTER });
    admin = clientOf({ adminAPIKey: MASTER });
    project = (await admin.admin.organization.projects.create({ name: "End to end" })).id;
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
    // Other tests use the same home without keys.
    const store = await openStore({ kind: "sqlite", path: join(testHome, "fourone.db") });
    const actor = { kind: "session", userId: "user-local", address: undefined } as const;
    for (const { id } of await store.apiKeys.all()) await revokeKey(store, id, { now: Date.now(), actor });
    await store.close();
  });

  const ask = async (client: OpenAI) => {
    const asked = client.chat.completions.create({
      ...{ model, max_tokens: 3, temperature: 0 },
      messages: [{ role: "user", content: "Say hello." }],
    });
    const answer = await asked.withResponse();
    count(used.live, answer.data.usage);
    return answer;
  };

  it("starts no second server on the same home", async () => {
    await expect(startStarterServer()).rejects.toThrow(/another Fourone server.*process \d+/is);
  });

  it("makes projects, looks them up and changes them", async () => {
    const { projects } = admin.admin.organization;
    expect(await projects.retrieve(project)).toMatchObject({ id: project, status: "active" });
    expect(await projects.update(project, { name: "Renamed" })).toMatchObject({ name: "Renamed" });
    const listed = [];
    for await (const { id } of projects.list({ limit: 1 })) listed.push(id);
    expect(listed).toContain(project);
  });

  it("makes admin keys that administrate and do nothing else", async () => {
    const { adminAPIKeys } = admin.admin.organization;
    const made = await adminAPIKeys.create({ name: "Second" });
    const second = clientOf({ adminAPIKey: made.value });
    expect(await second.admin.organization.projects.retrieve(project)).toMatchObject({ id: project });
    await expect(ask(clientOf({ apiKey: made.value }))).rejects.toMatchObject({ status: 401 });
    expect(await adminAPIKeys.delete(made.id)).toMatchObject({ deleted: true });
    await expect(second.admin.organization.projects.retrieve(project)).rejects.toBeInstanceOf(
      AuthenticationError,
    );
  });

  it("makes service accounts and keys that work in their project, until they are taken away", async () => {
    const { serviceAccounts, apiKeys } = admin.admin.organization.projects;
    const account = await serviceAccounts.create(project, { name: "Robot" });
    const robot = clientOf({ apiKey: account.api_key?.value ?? "" });
    await ask(robot);
    const path = `/organization/projects/${project}/api_keys`;
    const key = await admin.post<{ id: string; value: string }>(path, {
      body: { name: "Person" },
      __security: { adminAPIKeyAuth: true },
    } as object);
    const person = clientOf({ apiKey: key.value });
    await ask(person);
    const listed = [];
    for await (const { id, redacted_value } of apiKeys.list(project)) listed.push({ id, redacted_value });
    expect(listed.map(({ id }) => id)).toContain(key.id);
    expect(JSON.stringify(listed)).not.toContain(key.value);
    await apiKeys.delete(key.id, { project_id: project });
    await expect(ask(person)).rejects.toBeInstanceOf(AuthenticationError);
    await serviceAccounts.delete(account.id, { project_id: project });
    await expect(ask(robot)).rejects.toBeInstanceOf(AuthenticationError);
  });

  it("does a batch whose file came in parts, and bills half", async () => {
    const account = await admin.admin.organization.projects.serviceAccounts.create(project, {
      name: "Batches",
    });
    const client = clientOf({ apiKey: account.api_key?.value ?? "" });
    const body = { model, max_tokens: 3, messages: [{ role: "user", content: "Say hello." }] };
    const lines = ["a", "b"].map((custom_id) =>
      JSON.stringify({ custom_id, method: "POST", url: "/v1/chat/completions", body }),
    );
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const { id: upload } = await client.uploads.create({
      ...{ filename: "lines.jsonl", purpose: "batch", bytes: bytes.byteLength, mime_type: "text/jsonl" },
    });
    const parts = [bytes.subarray(0, 50), bytes.subarray(50)];
    const part_ids = [];
    for (const part of parts)
      part_ids.push((await client.uploads.parts.create(upload, { data: await toFile(part, "part") })).id);
    const { file } = await client.uploads.complete(upload, { part_ids });
    let batch = await client.batches.create({
      ...{ input_file_id: file?.id ?? "", endpoint: "/v1/chat/completions", completion_window: "24h" },
    });
    for (; batch.status !== "completed"; batch = await client.batches.retrieve(batch.id)) await sleep(100);
    const answers = (await (await client.files.content(batch.output_file_id!)).text()).trim().split("\n");
    for (const line of answers) count(used.batch, JSON.parse(line).response.body.usage);
    expect(used.batch.requests).toBe(2);
    await admin.admin.organization.projects.serviceAccounts.delete(account.id, { project_id: project });
  });

  it("reports usage to the token, and costs to the last digit", async () => {
    const { usage } = admin.admin.organization;
    const range = { start_time: began - 60, project_ids: [project] };
    const report = await usage.completions({ ...range, group_by: ["batch"] });
    const reported = { live: nothing(), batch: nothing() };
    for (const result of report.data.flatMap(({ results }) => results)) {
      if (result.object !== "organization.usage.completions.result") continue;
      const sum = result.batch ? reported.batch : reported.live;
      sum.requests += result.num_model_requests;
      sum.input += result.input_tokens;
      sum.cached += result.input_cached_tokens ?? 0;
      sum.output += result.output_tokens;
    }
    expect(reported).toEqual(used);
    let billed = 0;
    for (const result of (await usage.costs(range)).data.flatMap(({ results }) => results))
      if (result.object === "organization.costs.result") billed += result.amount?.value ?? 0;
    expect(billed).toBeCloseTo(priceOf(used.live) + priceOf(used.batch) / 2, 12);
  });

  it("limits requests of a project, and says so in headers", async () => {
    const { rateLimits, serviceAccounts } = admin.admin.organization.projects;
    const account = await serviceAccounts.create(project, { name: "Eager" });
    const client = clientOf({ apiKey: account.api_key?.value ?? "" });
    const limits = [];
    for await (const limit of rateLimits.listRateLimits(project)) limits.push(limit);
    const { id } = limits.find((limit) => limit.model === model)!;
    await rateLimits.updateRateLimit(id, { project_id: project, max_requests_per_1_minute: 2 });
    const { response } = await ask(client);
    expect(response.headers.get("x-ratelimit-limit-requests")).toBe("2");
    expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("1");
    // On a slow machine one or two come back meanwhile.
    let refused: unknown;
    for (let n = 0; n < 8 && !(refused instanceof RateLimitError); n++)
      refused = await ask(client).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RateLimitError);
    expect(Number((refused as RateLimitError).headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("archives a project with its keys, and knows who did what", async () => {
    const { projects, auditLogs } = admin.admin.organization;
    const account = await projects.serviceAccounts.create(project, { name: "Last" });
    expect(await projects.archive(project)).toMatchObject({ status: "archived" });
    await expect(clientOf({ apiKey: account.api_key?.value ?? "" }).models.list()).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    const types = [];
    for await (const { type } of auditLogs.list({ effective_at: { gte: began - 1 } })) types.push(type);
    expect(types).toEqual(
      expect.arrayContaining([
        "project.created",
        "project.archived",
        "service_account.created",
        "rate_limit.updated",
      ]),
    );
  });
});

function nothing(): Used {
  return { requests: 0, input: 0, cached: 0, output: 0 };
}

function count(sum: Used, usage: OpenAI.CompletionUsage | undefined): void {
  sum.requests++;
  sum.input += usage?.prompt_tokens ?? 0;
  sum.cached += usage?.prompt_tokens_details?.cached_tokens ?? 0;
  sum.output += usage?.completion_tokens ?? 0;
}

function priceOf({ input, cached, output }: Used): number {
  return (input - cached) * PRICES.input + cached * PRICES.cachedInput + output * PRICES.output;
}
