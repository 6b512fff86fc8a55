import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  createId,
  defaultProjectId,
  type IssuedKey,
  issueKey,
  type NewKey,
  type Repositories,
  revokeKey,
} from "../../store/index.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { enqueueTask } from "./batch-jobs.ts";
import { type BatchObject, line } from "./testing/batch-client.ts";

const DAY = 86_400;
const projectId = defaultProjectId;
const actor = { kind: "session", userId: "user-local", address: undefined } as const;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ batch: { pollMilliseconds: 20 }, apiKey: "master" });
});
afterEach(() => server.server.close(0));

const issue = (wanted: Partial<NewKey & { kind: "project" }> = {}) =>
  server.store.transaction((repositories) =>
    issueKey(
      repositories,
      {
        kind: "project",
        name: "key",
        projectId,
        permissions: { access: "all", models: "all" },
        ...wanted,
      },
      { now: Date.now(), actor },
    ),
  );

const asking = (key: string) => ({ authorization: `Bearer ${key}` });

async function upload(key: string): Promise<string> {
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new File([JSON.stringify(line("one"))], "lines.jsonl"));
  const headers = asking(key);
  const response = await fetch(`${server.url}/files`, { method: "POST", body: form, headers });
  return ((await response.json()) as { id: string }).id;
}

async function ended(id: string): Promise<BatchObject> {
  for (;;) {
    const response = await fetch(`${server.url}/batches/${id}`, { headers: asking("master") });
    const batch = (await response.json()) as BatchObject;
    if (/^(completed|failed)$/.test(batch.status)) return batch;
    await delay(10);
  }
}

it("counts a batch on the service account whose key it was made with", async () => {
  const serviceAccountId = createId("svc_acct");
  const account = { id: serviceAccountId, projectId, name: "CI", role: "member", createdAt: 1 } as const;
  await server.store.serviceAccounts.create(account);
  const { value } = await issue({ serviceAccountId });
  const wanted = {
    input_file_id: await upload(value),
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  };
  const made = (await (await server.send("/batches", wanted, asking(value))).json()) as BatchObject;
  expect(await ended(made.id)).toMatchObject({ status: "completed" });
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  const sums = await server.store.usage.sums({
    from: today - DAY,
    until: today + DAY,
    width: DAY,
    groupBy: ["userId", "batch"],
  });
  expect(sums).toMatchObject([{ userId: serviceAccountId, batch: true, requests: 1 }]);
});

/** A batch as a key has made it, after what `meanwhile` does; what became of it. */
async function ordered(key: IssuedKey, project: string, meanwhile: (all: Repositories) => Promise<unknown>) {
  const inputFileId = await upload(key.value);
  const createdAt = Math.floor(Date.now() / 1000);
  const batch = {
    id: createId("batch"),
    projectId: project,
    endpoint: "/v1/chat/completions",
    completionWindow: "24h",
    inputFileId,
    createdAt,
    expiresAt: createdAt + DAY,
    metadata: undefined,
    outputExpiresAfter: undefined,
  };
  await server.store.transaction(async (repositories) => {
    await meanwhile(repositories);
    await repositories.files.hold(project, inputFileId, batch.id);
    await repositories.batches.create(batch);
    await enqueueTask(repositories, batch, { kind: "validate", keyId: key.key.id });
  });
  for (;;) {
    const found = await server.store.batches.get(project, batch.id);
    if (found !== undefined && /^(completed|failed)$/.test(found.status)) return found;
    await delay(10);
  }
}

it("holds a batch to the models of its key, also when the key was revoked before it began", async () => {
  const key = await issue({ permissions: { access: "all", models: ["gpt-4.1"] } });
  const batch = await ordered(key, projectId, (repositories) =>
    revokeKey(repositories, key.key.id, { now: Date.now(), actor }),
  );
  expect(batch).toMatchObject({ status: "failed", errors: [{ code: "model_not_found" }] });
});

it("begins no batch of a project that is archived", async () => {
  const project = createId("proj");
  await server.store.projects.create({ id: project, name: "p", createdAt: 1 });
  const key = await issue({ projectId: project });
  const batch = await ordered(key, project, ({ projects }) => projects.archive(project, 2));
  expect(batch).toMatchObject({ status: "failed", errors: [{ code: "project_archived" }] });
  expect(server.engine.requests).toEqual([]);
});
