import OpenAI from "openai";
import type { AuditLogListParams } from "openai/resources/admin/organization/audit-logs.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../store/index.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let admin: OpenAI;
let adminValue: string;

beforeAll(async () => {
  test = await startTestServer({ apiKey: "master" });
  const actor = { kind: "session", userId: "user-x", address: undefined } as const;
  const { value } = await issueKey(test.store, { kind: "admin", name: "a" }, { now: Date.now(), actor });
  adminValue = value;
  admin = new OpenAI({ baseURL: test.url, adminAPIKey: value, apiKey: null as never, maxRetries: 0 });
});
afterAll(() => test.server.close(0));

const organization = () => admin.admin.organization;
const worker = (apiKey: string) => new OpenAI({ baseURL: test.url, apiKey, maxRetries: 0 });
const newProject = (name = "p") => organization().projects.create({ name });
const hello = (client: OpenAI, model = "gpt-4.1-nano") => client.chat.completions.create({ ...HELLO, model });

async function createKey(projectId: string, body: object = {}) {
  const headers = { authorization: `Bearer ${adminValue}` };
  const path = `/organization/projects/${projectId}/api_keys`;
  const response = await test.send(path, { name: "k", ...body }, headers);
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string; value: string; object: string };
}

describe("admin keys", () => {
  it("are made, listed, looked up and revoked; their value is told once", async () => {
    const made = await organization().adminAPIKeys.create({ name: "second", expires_in_seconds: 3_600 });
    expect(made.value).toMatch(/^sk-admin-/);
    expect(made.expires_at).toBe(made.created_at + 3_600);
    const { value: _, ...shown } = made;
    expect(await organization().adminAPIKeys.retrieve(made.id)).toEqual(shown);
    const ids = [];
    for await (const key of organization().adminAPIKeys.list({ limit: 1 })) ids.push(key.id);
    expect(ids).toContain(made.id);
    expect(ids).toHaveLength(2);
    expect(await organization().adminAPIKeys.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(organization().adminAPIKeys.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(organization().adminAPIKeys.delete(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it("are the only ones, beside the configured one, that may do so", async () => {
    const project = await newProject();
    const { value } = await createKey(project.id);
    const client = new OpenAI({ baseURL: test.url, apiKey: value, adminAPIKey: value, maxRetries: 0 });
    await expect(client.admin.organization.projects.list()).rejects.toMatchObject({ status: 401 });
    const master = { authorization: "Bearer master" };
    expect((await fetch(`${test.url}/organization/projects`, { headers: master })).status).toBe(200);
  });
});

describe("projects", () => {
  it("are made, renamed, listed and archived, and their keys end with them", async () => {
    const project = await newProject("before");
    expect(project).toMatchObject({
      object: "organization.project",
      name: "before",
      status: "active",
      archived_at: null,
    });
    const client = worker((await createKey(project.id)).value);
    await hello(client);
    expect(await organization().projects.update(project.id, { name: "after" })).toMatchObject({
      name: "after",
    });
    const archived = await organization().projects.archive(project.id);
    expect(archived).toMatchObject({ status: "archived", archived_at: expect.any(Number) });
    await expect(hello(client)).rejects.toMatchObject({ status: 401, code: "project_archived" });
    const ids = async (include_archived: boolean) => {
      const found = [];
      for await (const { id } of organization().projects.list({ include_archived, limit: 2 })) found.push(id);
      return found;
    };
    expect(await ids(false)).not.toContain(project.id);
    expect(await ids(true)).toContain(project.id);
    await expect(organization().projects.update(project.id, { name: "x" })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("take along what they still tune and distil when they are archived", async () => {
    const { id: projectId } = await newProject();
    const model = "gpt-4.1-nano-2025-04-14";
    const automatic = { batchSize: "auto", learningRateMultiplier: "auto", epochs: "auto" } as const;
    const request = {
      model,
      trainingFileId: "file-x",
      method: "supervised",
      hyperparameters: automatic,
      seed: 1,
    } as const;
    const { fineTuning, distillations } = test.store;
    for (const id of ["ftjob-archived-1", "ftjob-archived-2"]) {
      await fineTuning.create({
        id,
        projectId,
        createdAt: 1,
        request: { ...request, tunedName: `ft:${id}` },
      });
    }
    await fineTuning.change(projectId, "ftjob-archived-1", { status: "succeeded" }, ["validating_files"]);
    const wanted = { teacher: model, limit: 1, seed: 1, train: false, hyperparameters: automatic };
    await distillations.create({ id: "distill_archived", projectId, createdAt: 1, request: wanted });
    await organization().projects.archive(projectId);
    const statuses = async (ids: string[]) =>
      Promise.all(ids.map(async (id) => (await fineTuning.get(projectId, id))?.status));
    expect(await statuses(["ftjob-archived-1", "ftjob-archived-2"])).toEqual(["succeeded", "cancelled"]);
    expect(await distillations.get(projectId, "distill_archived")).toMatchObject({ status: "cancelled" });
  });

  it("leave the default one alone", async () => {
    expect(await organization().projects.retrieve("proj_default")).toMatchObject({ status: "active" });
    await expect(organization().projects.archive("proj_default")).rejects.toMatchObject({ status: 400 });
    await expect(organization().projects.retrieve("proj_no")).rejects.toMatchObject({ status: 404 });
  });
});

describe("a project's keys", () => {
  it("are listed, looked up and revoked at once, by their own project alone", async () => {
    const [project, other] = [await newProject(), await newProject()];
    const made = await createKey(project.id, { access: "read_only", expires_in_seconds: 3_600 });
    const keys = organization().projects.apiKeys;
    const listed = await keys.list(project.id);
    expect(listed.data.map(({ id }) => id)).toEqual([made.id]);
    expect(listed.data[0]).toMatchObject({ owner: { type: "user" }, access: "read_only", models: null });
    expect(listed.data[0]).toMatchObject({ expires_at: (listed.data[0]?.created_at ?? 0) + 3_600 });
    expect(JSON.stringify(listed.data)).not.toContain(made.value);
    expect(await keys.retrieve(made.id, { project_id: project.id })).toEqual(listed.data[0]);
    await expect(keys.retrieve(made.id, { project_id: other.id })).rejects.toMatchObject({ status: 404 });
    await expect(keys.delete(made.id, { project_id: other.id })).rejects.toMatchObject({ status: 404 });
    const client = worker(made.value);
    await client.models.list();
    await keys.delete(made.id, { project_id: project.id });
    await expect(client.models.list()).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  });

  it("ask only the models that they, and their project, may ask", async () => {
    const project = await newProject();
    const { value } = await createKey(project.id, { models: ["gpt-4.1-nano", "gpt-4.1-mini"] });
    const client = worker(value);
    await hello(client, "gpt-4.1-nano-2025-04-14");
    await expect(hello(client, "gpt-4.1")).rejects.toMatchObject({
      status: 403,
      code: "model_not_found",
      message: expect.stringContaining("This API key does not have access to model `gpt-4.1`"),
    });
    await expect(client.responses.create({ model: "gpt-4.1", input: "x" })).rejects.toMatchObject({
      status: 403,
    });
    const permissions = organization().projects.modelPermissions;
    await permissions.update(project.id, { mode: "deny_list", model_ids: ["gpt-4.1-mini"] });
    await expect(hello(client, "gpt-4.1-mini")).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining(`Project \`${project.id}\` does not have access to model`),
    });
    const names = (await client.models.list()).data.map(({ id }) => id);
    expect(names).toEqual(["gpt-4.1-nano", "gpt-4.1-nano-2025-04-14"]);
    await expect(client.models.retrieve("gpt-4.1")).rejects.toMatchObject({ status: 404 });
    await permissions.delete(project.id);
    await hello(client, "gpt-4.1-mini");
  });
});

describe("service accounts", () => {
  it("come with a key, can have more, and take them along", async () => {
    const project = await newProject();
    const { serviceAccounts } = organization().projects;
    const made = await serviceAccounts.create(project.id, { name: "bot" });
    expect(made).toMatchObject({ role: "member", api_key: { value: expect.stringMatching(/^sk-svcacct-/) } });
    const client = worker(made.api_key?.value ?? "");
    await hello(client);
    const more = await serviceAccounts.apiKeys.create(made.id, { project_id: project.id, name: "more" });
    await hello(worker(more.value));
    const key = await organization().projects.apiKeys.retrieve(more.id, { project_id: project.id });
    expect(key.owner).toMatchObject({ type: "service_account", service_account: { id: made.id } });
    await expect(
      organization().projects.apiKeys.delete(more.id, { project_id: project.id }),
    ).rejects.toMatchObject({ status: 400 });
    const listed = await serviceAccounts.list(project.id);
    expect(listed.data.map(({ id }) => id)).toEqual([made.id]);
    const renamed = await serviceAccounts.update(made.id, { project_id: project.id, role: "owner" });
    expect(renamed).toMatchObject({ name: "bot", role: "owner" });
    await serviceAccounts.delete(made.id, { project_id: project.id });
    await expect(hello(client)).rejects.toMatchObject({ status: 401 });
    await expect(serviceAccounts.retrieve(made.id, { project_id: project.id })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("can be without a key, and are refused in an archived project", async () => {
    const project = await newProject();
    const { serviceAccounts } = organization().projects;
    const bare = await serviceAccounts.create(project.id, { name: "b", create_service_account_only: true });
    expect(bare).toMatchObject({ role: "none", api_key: null });
    await organization().projects.archive(project.id);
    await expect(serviceAccounts.create(project.id, { name: "c" })).rejects.toMatchObject({ status: 400 });
    await expect(serviceAccounts.list(project.id)).rejects.toMatchObject({ status: 400 });
  });
});

describe("rate limits", () => {
  it("are there for every model, and hold from the moment they are set", async () => {
    const project = await newProject();
    const { rateLimits } = organization().projects;
    const listed = await rateLimits.listRateLimits(project.id);
    expect(listed.data.map(({ model }) => model).sort()).toEqual(["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"]);
    const client = worker((await createKey(project.id)).value);
    await hello(client);
    await rateLimits.updateRateLimit("rl-gpt-4.1-nano", {
      project_id: project.id,
      max_requests_per_1_minute: 1,
    });
    const changed = await rateLimits.listRateLimits(project.id, { after: "rl-gpt-4.1-mini" });
    expect(changed.data).toMatchObject([{ id: "rl-gpt-4.1-nano", max_requests_per_1_minute: 1 }]);
    const previous = await rateLimits.listRateLimits(project.id, { before: "rl-gpt-4.1-nano", limit: 1 });
    expect(previous.data).toMatchObject([{ id: "rl-gpt-4.1-mini" }]);
    expect(previous.has_more).toBe(true);
    await hello(client);
    await expect(hello(client)).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    await hello(client, "gpt-4.1-mini");
    await rateLimits.updateRateLimit("rl-gpt-4.1-nano", {
      project_id: project.id,
      max_requests_per_1_minute: 2_147_483_647,
    });
    const { response } = await client.chat.completions.create(HELLO).withResponse();
    expect(response.headers.has("x-ratelimit-limit-requests")).toBe(false);
    await expect(
      rateLimits.updateRateLimit("rl-none", { project_id: project.id, max_requests_per_1_minute: 1 }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe("audit logs", () => {
  it("tell what was done, by whom, and are found by filters", async () => {
    const project = await newProject("audited");
    const key = await createKey(project.id);
    await organization().projects.apiKeys.delete(key.id, { project_id: project.id });
    const logs = [];
    for await (const log of organization().auditLogs.list({ project_ids: [project.id], limit: 2 })) {
      logs.push(log);
    }
    expect(logs.map(({ type }) => type)).toEqual(["api_key.deleted", "api_key.created", "project.created"]);
    expect(logs[2]).toMatchObject({
      project: { id: project.id, name: "audited" },
      actor: { type: "api_key", api_key: { id: expect.stringMatching(/^key_/) } },
      "project.created": { id: project.id, data: { title: "audited" } },
    });
    const made = logs[2]?.effective_at ?? 0;
    const find = (query: AuditLogListParams) =>
      organization()
        .auditLogs.list({ project_ids: [project.id], ...query })
        .then(({ data }) => data.map(({ type }) => type));
    expect(await find({ event_types: ["project.created"] })).toEqual(["project.created"]);
    expect(await find({ resource_ids: [key.id] })).toEqual(["api_key.deleted", "api_key.created"]);
    expect(await find({ effective_at: { lt: made } })).toEqual([]);
    expect(await find({ effective_at: { gte: made } })).toHaveLength(3);
    expect(await find({ actor_emails: ["nobody@example.com"] })).toEqual([]);
    const actor = logs[2]?.actor?.api_key;
    expect(await find({ actor_ids: [actor?.id ?? ""] })).toHaveLength(3);
    expect(await find({ actor_ids: [actor?.user?.id ?? ""] })).toHaveLength(3);
    expect(await find({ actor_ids: ["key_nobody"] })).toEqual([]);
  });

  it("do not tell what was refused", async () => {
    await expect(newProject("")).rejects.toMatchObject({ status: 400 });
    await expect(organization().projects.archive("proj_default")).rejects.toMatchObject({ status: 400 });
    const { data } = await organization().auditLogs.list({ event_types: ["project.archived"] });
    expect(data.some((log) => log.project?.id === "proj_default")).toBe(false);
  });
});
