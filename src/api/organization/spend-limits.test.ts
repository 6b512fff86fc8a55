import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullPermissions, issueKey } from "../../store/index.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let time = Date.UTC(2026, 0, 31, 12);
const clock = { now: () => time, elapsed: () => time };

beforeAll(async () => {
  test = await startTestServer({ apiKey: "master", clock });
});
afterAll(() => test.server.close(0));

const BUDGET = { threshold_amount: 1, currency: "USD", interval: "month" } as const;

const newKey = async (projectId: string) => {
  const actor = { kind: "session", userId: "u", address: undefined } as const;
  const wanted = { kind: "project", projectId, name: "k", permissions: fullPermissions } as const;
  const { key, value } = await issueKey(test.store, wanted, { now: time, actor });
  return { id: key.id, client: new OpenAI({ baseURL: test.url, apiKey: value, maxRetries: 2 }) };
};

/** Puts usage into the ledger: ten dollars', or what so many tokens cost. */
const spend = (projectId: string, apiKeyId: string, inputTokens = 5_000_000) =>
  test.store.usage.record([
    {
      id: `chatcmpl-${projectId}-${apiKeyId}`,
      kind: "completions",
      endpoint: "/v1/chat/completions",
      projectId,
      apiKeyId,
      userId: undefined,
      endUser: undefined,
      model: "gpt-4.1-2025-04-14",
      serviceTier: "default",
      batch: false,
      outcome: "completed",
      recordedAt: time,
      inputTokens,
      cachedTokens: 0,
      outputTokens: 0,
      acceptedPredictionTokens: 0,
      rejectedPredictionTokens: 0,
      durationMicroseconds: 1,
      machineMicroseconds: 1,
    },
  ]);

const admin = () => new OpenAI({ baseURL: test.url, adminAPIKey: "master", apiKey: null as never });
const newProject = async () => (await admin().admin.organization.projects.create({ name: "p" })).id;

describe("a budget", () => {
  it("is spent with its last cent", async () => {
    const projectId = await newProject();
    await spend(projectId, "key_x", 145_000);
    const { spendLimit } = admin().admin.organization.projects;
    const status = async (cents: number) =>
      (await spendLimit.update(projectId, { ...BUDGET, threshold_amount: cents })).enforcement.status;
    expect(await status(30)).toBe("inactive");
    expect(await status(29)).toBe("enforcing");
  });

  it("of a project stops it when it is spent, tells why, and begins anew with the month", async () => {
    const projectId = await newProject();
    const key = await newKey(projectId);
    const { spendLimit } = admin().admin.organization.projects;
    expect(await spendLimit.update(projectId, BUDGET)).toEqual({
      object: "project.spend_limit",
      ...BUDGET,
      enforcement: { status: "inactive" },
    });
    await key.client.chat.completions.create(HELLO);
    await spend(projectId, key.id);
    time += 1_000;
    await expect(key.client.chat.completions.create(HELLO)).rejects.toMatchObject({
      status: 429,
      type: "insufficient_quota",
      code: "insufficient_quota",
    });
    expect(await spendLimit.retrieve(projectId)).toMatchObject({ enforcement: { status: "enforcing" } });
    await (await newKey("proj_default")).client.chat.completions.create(HELLO);
    time = Date.UTC(2026, 1, 1);
    await key.client.chat.completions.create(HELLO);
  });

  it("can be raised and taken away", async () => {
    const projectId = await newProject();
    const key = await newKey(projectId);
    const { spendLimit } = admin().admin.organization.projects;
    await expect(spendLimit.retrieve(projectId)).rejects.toMatchObject({ status: 404 });
    await spendLimit.update(projectId, BUDGET);
    await spend(projectId, key.id);
    time += 1_000;
    const hello = () => key.client.chat.completions.create(HELLO);
    await expect(hello()).rejects.toMatchObject({ status: 429 });
    await spendLimit.update(projectId, { ...BUDGET, threshold_amount: 1_001 });
    await hello();
    await spendLimit.update(projectId, BUDGET);
    await expect(hello()).rejects.toMatchObject({ status: 429 });
    expect(await spendLimit.delete(projectId)).toMatchObject({ deleted: true });
    await hello();
    await expect(spendLimit.delete(projectId)).rejects.toMatchObject({ status: 404 });
  });

  it("of a key stops that key alone", async () => {
    const projectId = await newProject();
    const [poor, rich] = [await newKey(projectId), await newKey(projectId)];
    const path = `/organization/projects/${projectId}/api_keys/${poor.id}/spend_limit`;
    const set = await test.send(path, BUDGET, { authorization: "Bearer master" });
    expect(await set.json()).toMatchObject({ object: "project.api_key.spend_limit" });
    await spend(projectId, poor.id);
    time += 1_000;
    await expect(poor.client.chat.completions.create(HELLO)).rejects.toMatchObject({ status: 429 });
    await rich.client.chat.completions.create(HELLO);
    const { data } = await admin().admin.organization.auditLogs.list({ resource_ids: [poor.id] });
    expect(data[0]?.type).toBe("api_key.updated");
  });

  it("of the organization stops everybody", async () => {
    const { spendLimit } = admin().admin.organization;
    await spendLimit.update({ ...BUDGET, threshold_amount: 10 });
    const key = await newKey(await newProject());
    await expect(key.client.responses.create({ model: "gpt-4.1", input: "x" })).rejects.toMatchObject({
      status: 429,
    });
    await spendLimit.delete();
    await key.client.chat.completions.create(HELLO);
  });
});
