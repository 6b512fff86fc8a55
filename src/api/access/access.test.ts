import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { fullPermissions, issueKey, type KeyPermissions, type Store } from "../../store/index.ts";
import type { Clock } from "../clock.ts";
import type { ServerOptions } from "../index.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

const started: TestServer[] = [];
afterEach(async () => {
  for (const test of started.splice(0)) await test.server.close(0);
});

let time = 1_750_000_000_000;
const clock: Clock = { now: () => time, elapsed: () => time };
const pass = (milliseconds: number) => {
  time += milliseconds;
};

async function start(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const test = await startTestServer({ clock, ...options });
  started.push(test);
  return test;
}

const actor = { kind: "session", userId: "user-x", address: undefined } as const;

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const projectKey = (store: Store, permissions: Partial<KeyPermissions> = {}, projectId = "proj_default") =>
  issueKey(
    store,
    { kind: "project", projectId, name: "k", permissions: { ...fullPermissions, ...permissions } },
    { now: time, actor },
  );

const adminKey = (store: Store, expiresInSeconds?: number) =>
  issueKey(store, { kind: "admin", name: "a", expiresInSeconds }, { now: time, actor });

async function answerOf(test: TestServer, path: string, key?: string) {
  const response = await fetch(test.url + path, { headers: key === undefined ? {} : bearer(key) });
  return { status: response.status, body: (await response.json()) as { error?: object } };
}

describe("access", () => {
  it("is open on loopback until the first key is made, and open again after the last", async () => {
    const test = await start();
    expect((await test.post(HELLO)).status).toBe(200);
    expect((await test.post(HELLO, bearer("sk-whatever"))).status).toBe(200);
    const { key, value } = await projectKey(test.store);
    pass(1_000);
    expect((await test.post(HELLO)).status).toBe(401);
    expect((await test.post(HELLO, bearer(value))).status).toBe(200);
    await test.store.apiKeys.revoke(key.id, 0);
    pass(1_000);
    expect((await test.post(HELLO)).status).toBe(200);
  });

  it("ends within a second for a revoked key, whoever revoked it", async () => {
    const test = await start({ apiKey: "master" });
    const { key, value } = await projectKey(test.store);
    expect((await test.post(HELLO, bearer(value))).status).toBe(200);
    await test.store.apiKeys.revoke(key.id, 0);
    pass(1_000);
    expect((await test.post(HELLO, bearer(value))).status).toBe(401);
  });

  it("begins at once for a key that was tried before it was there", async () => {
    const test = await start({ apiKey: "master" });
    const { value, key } = await projectKey(test.store);
    await test.store.apiKeys.revoke(key.id, 0);
    expect((await test.post(HELLO, bearer(value))).status).toBe(401);
    const { value: next } = await projectKey(test.store);
    expect((await test.post(HELLO, bearer(next))).status).toBe(200);
  });

  it("ends when a key expires", async () => {
    const test = await start({ apiKey: "master" });
    const { value } = await adminKey(test.store, 10);
    expect((await answerOf(test, "/me", value)).status).toBe(200);
    pass(10_000);
    expect(await answerOf(test, "/me", value)).toMatchObject({
      status: 401,
      body: { error: { code: "invalid_api_key" } },
    });
  });

  it("remembers when a key was used, to the minute", async () => {
    const test = await start({ apiKey: "master" });
    const { value, key } = await adminKey(test.store);
    const lastUsed = async () => (await test.store.apiKeys.getAdminKey(key.id))?.lastUsedAt;
    expect(await lastUsed()).toBeUndefined();
    await answerOf(test, "/me", value);
    const first = time / 1000;
    expect(await lastUsed()).toBe(first);
    pass(59_000);
    await answerOf(test, "/me", value);
    expect(await lastUsed()).toBe(first);
    pass(1_000);
    await answerOf(test, "/me", value);
    expect(await lastUsed()).toBe(first + 60);
  });

  it("keeps what administrates and what works apart", async () => {
    const test = await start({ apiKey: "master" });
    const [admin, worker] = [await adminKey(test.store), await projectKey(test.store)];
    const refusal = await test.post(HELLO, bearer(admin.value));
    expect(refusal.status).toBe(401);
    expect(await refusal.json()).toEqual({
      error: {
        message: expect.stringMatching(
          /^You have insufficient permissions for this operation\. Missing scopes: model\.request\. Check/,
        ),
        type: "invalid_request_error",
        param: null,
        code: null,
      },
    });
    expect(await answerOf(test, "/organization/projects", worker.value)).toMatchObject({
      status: 401,
      body: { error: { message: expect.stringContaining("Missing scopes: api.management.read.") } },
    });
  });

  it("lets a read-only key look and not touch, and a restricted one do what it names", async () => {
    const test = await start({ apiKey: "master" });
    const reader = bearer((await projectKey(test.store, { access: "read-only" })).value);
    expect((await fetch(`${test.url}/models`, { headers: reader })).status).toBe(200);
    expect((await test.post(HELLO, reader)).status).toBe(401);
    expect((await test.send("/conversations", {}, reader)).status).toBe(401);
    const asker = bearer((await projectKey(test.store, { access: ["model.request"] })).value);
    expect((await test.post(HELLO, asker)).status).toBe(200);
    expect((await fetch(`${test.url}/models`, { headers: asker })).status).toBe(401);
    const asSchemaHasIt = bearer((await projectKey(test.store, { access: ["api.model.request"] })).value);
    expect((await test.post(HELLO, asSchemaHasIt)).status).toBe(200);
    expect((await fetch(`${test.url}/models`, { headers: asSchemaHasIt })).status).toBe(401);
  });

  it("lets project keys look at the machine, and administrators alone change it", async () => {
    const test = await start({ apiKey: "master" });
    const [admin, worker] = [await adminKey(test.store), await projectKey(test.store)];
    const path = "/fourone/machine/pulls";
    expect((await test.send(path, {}, bearer(worker.value))).status).toBe(401);
    expect((await test.send(path, {}, bearer(admin.value))).status).toBe(400);
    expect((await answerOf(test, "/fourone/engines", worker.value)).status).toBe(200);
    expect((await answerOf(test, "/fourone/engines", admin.value)).status).toBe(200);
    expect((await answerOf(test, "/fourone/costs?start_time=0", worker.value)).status).toBe(401);
    expect((await answerOf(test, "/fourone/costs?start_time=0", admin.value)).status).toBe(200);
  });

  it("refuses the keys of an archived project, and a project header that contradicts the key", async () => {
    const test = await start({ apiKey: "master" });
    await test.store.projects.create({ id: "proj_x", name: "x", createdAt: 0 });
    const { value } = await projectKey(test.store, {}, "proj_x");
    const client = (project?: string) =>
      new OpenAI({ baseURL: test.url, apiKey: value, project: project ?? null, maxRetries: 0 });
    expect((await client("proj_x").models.list()).data.length).toBeGreaterThan(0);
    await expect(client("proj_y").models.list()).rejects.toMatchObject({
      status: 401,
      code: "mismatched_project",
    });
    await test.store.projects.archive("proj_x", 0);
    pass(1_000);
    await expect(client().models.list()).rejects.toMatchObject({ status: 401, code: "project_archived" });
  });

  it("lets the master key work in any project, and takes one of the hosted service for none", async () => {
    const test = await start({ apiKey: "master" });
    await test.store.projects.create({ id: "proj_x", name: "x", createdAt: 0 });
    const projectOf = async (project: string) => {
      const headers = { ...bearer("master"), "openai-project": project };
      return (await fetch(`${test.url}/models`, { headers })).headers.get("openai-project");
    };
    expect(await projectOf("proj_x")).toBe("proj_x");
    expect(await projectOf("proj_elsewhere")).toBe("proj_default");
  });
});

describe("GET /v1/me", () => {
  it("tells what kind of key it was asked with", async () => {
    const open = await start();
    expect((await answerOf(open, "/me")).body).toMatchObject({ kind: "open", administrator: true });
    const test = await start({ apiKey: "master" });
    expect((await answerOf(test, "/me")).status).toBe(401);
    expect((await answerOf(test, "/me", "master")).body).toEqual({
      object: "me",
      kind: "master_key",
      administrator: true,
      organization: "org-local",
      project: { id: "proj_default", name: "Default project" },
      api_key_id: null,
      access: "all",
      models: null,
    });
    const admin = await adminKey(test.store);
    expect((await answerOf(test, "/me", admin.value)).body).toMatchObject({
      kind: "admin_key",
      project: null,
      api_key_id: admin.key.id,
    });
    const permissions = { access: "read-only", models: ["gpt-4.1-nano"] } as const;
    const { value } = await projectKey(test.store, permissions);
    expect((await answerOf(test, "/me", value)).body).toMatchObject({
      kind: "project_key",
      administrator: false,
      access: "read_only",
      models: ["gpt-4.1-nano"],
    });
  });
});
