import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ScriptedEngine } from "../../src/api/testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../src/api/testing/test-server.ts";
import { ServedModels, TIERS, tierModel } from "../../src/inference/index.ts";
import { fullPermissions, issueKey } from "../../src/store/index.ts";
import { temporaryFolder } from "../../src/store/testing/temporary-folder.ts";
import { ownedResources } from "./owned-resources.ts";

const METHODS = ["get", "post", "delete", "put", "patch"];
/** Only administrators come in here, whichever project it is about. */
const ADMINISTRATION =
  /^\/v1\/(organization|fourone\/machine|fine_tuning\/checkpoints\/[^/]+\/permissions)(\/|$)/;

/** What a request needs to get as far as the question whose the thing is. */
const BODIES: Readonly<Record<string, unknown>> = {
  "/v1/chat/completions/{completion_id}": { metadata: {} },
  "/v1/conversations/{conversation_id}": { metadata: {} },
  "/v1/conversations/{conversation_id}/items": {
    items: [{ type: "message", role: "user", content: "x" }],
  },
  "/v1/uploads/{upload_id}/complete": { part_ids: ["part_1"] },
  "/v1/webhook_endpoints/{webhook_endpoint_id}": { name: "x" },
  "/v1/webhook_endpoints/{webhook_endpoint_id}/test": { event_type: "batch.failed" },
  "/v1/fourone/presets/{preset_id}": { name: "x", content: {} },
};

interface Operation {
  readonly method: string;
  readonly path: string;
}

const folder = temporaryFolder();
let test: TestServer;
let ids: Readonly<Record<string, string>>;
let keys: { readonly owner: string; readonly stranger: string };
let operations: readonly Operation[];

beforeAll(async () => {
  const engine = new ScriptedEngine();
  const models = new ServedModels(TIERS.map((tier) => tierModel(tier, { engine, contextLength: 2048 })));
  test = await startTestServer({
    ...{ apiKey: "master", models },
    fineTuning: { folder: folder.path, weightsOf: () => undefined, threads: 1, pollMilliseconds: 10 },
  });
  const keyOf = async (projectId: string) => {
    await test.store.projects.create({ id: projectId, name: projectId, createdAt: 0 });
    const wanted = { kind: "project", projectId, name: "k", permissions: fullPermissions } as const;
    const actor = { kind: "session", userId: "u", address: undefined } as const;
    return (await issueKey(test.store, wanted, { now: Date.now(), actor })).value;
  };
  keys = { owner: await keyOf("proj_owner"), stranger: await keyOf("proj_stranger") };
  const owner = new OpenAI({ baseURL: test.url, apiKey: keys.owner, maxRetries: 0 });
  ids = await ownedResources(owner, "proj_owner", { store: test.store, files: test.files, models });
  const description = (await (await fetch(`${test.origin}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({ method, path })),
  );
});
afterAll(async () => {
  await test.server.close(0);
  folder.remove();
});

async function ask(key: string, { method, path }: Operation): Promise<Response> {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    // Administrators' paths name things that nobody here owns.
    return encodeURIComponent(ids[name] ?? "some_id");
  });
  const form = path.endsWith("/parts") ? new FormData() : undefined;
  form?.set("data", new Blob(["x"]));
  return fetch(test.origin + filled, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, ...(!form && { "content-type": "application/json" }) },
    ...(method !== "get" && { body: form ?? JSON.stringify(BODIES[path] ?? {}) }),
  });
}

const named = ({ method, path }: Operation) => `${method} ${path}`;
const withIds = () => operations.filter(({ path }) => path.includes("{") && !ADMINISTRATION.test(path));

describe("the routes of the API's own description", () => {
  it("answer 404 with an id of another project, every one of them", async () => {
    expect(withIds().length).toBeGreaterThan(30);
    const names = withIds().flatMap(({ path }) => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
    // A route about something new: it belongs into `ownedResources`.
    expect(names.filter((name) => ids[name ?? ""] === undefined)).toEqual([]);
    const wrong = [];
    for (const operation of withIds()) {
      const { status } = await ask(keys.stranger, operation);
      if (status !== 404) wrong.push(`${status} ${named(operation)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("list nothing of another project", async () => {
    for (const operation of operations) {
      // Events are told for as long as somebody listens.
      if (operation.method !== "get" || operation.path.includes("{") || operation.path.endsWith("/events"))
        continue;
      const text = await (await ask(keys.stranger, operation)).text();
      for (const id of Object.values(ids)) expect(text, named(operation)).not.toContain(id);
    }
  });

  it("keep keys of projects out of what is for administrators", async () => {
    const administration = operations.filter(({ path }) => ADMINISTRATION.test(path));
    expect(administration.length).toBeGreaterThan(30);
    for (const operation of administration) {
      expect([401, 403], named(operation)).toContain((await ask(keys.owner, operation)).status);
    }
  });

  it("find the same ids for their owner", async () => {
    // What ends a thing comes last, and parts before the whole.
    const rank = ({ method, path }: Operation) =>
      (method === "delete" ? 10_000 : /\/(cancel|complete)$/.test(path) ? 1_000 : 0) - path.length;
    const wrong = [];
    for (const operation of withIds().toSorted((one, other) => rank(one) - rank(other))) {
      const { status } = await ask(keys.owner, operation);
      if (status === 404 || status >= 500) wrong.push(`${status} ${named(operation)}`);
    }
    expect(wrong).toEqual([]);
  });
});
