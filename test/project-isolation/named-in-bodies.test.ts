import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "../../src/api/testing/test-server.ts";
import { fullPermissions, issueKey } from "../../src/store/index.ts";

let test: TestServer;
let owner: OpenAI;
let stranger: OpenAI;

beforeAll(async () => {
  test = await startTestServer({ apiKey: "master" });
  const clientOf = async (projectId: string) => {
    await test.store.projects.create({ id: projectId, name: projectId, createdAt: 0 });
    const wanted = { kind: "project", projectId, name: "k", permissions: fullPermissions } as const;
    const actor = { kind: "session", userId: "u", address: undefined } as const;
    const { value } = await issueKey(test.store, wanted, { now: Date.now(), actor });
    return new OpenAI({ baseURL: test.url, apiKey: value, maxRetries: 0 });
  };
  owner = await clientOf("proj_owner");
  stranger = await clientOf("proj_stranger");
});
afterAll(() => test.server.close(0));

const model = "gpt-4.1-nano";

/** One thing of a project, by all that can be done with its id. What the owner may do comes last: it may end it. */
interface Resource {
  readonly name: string;
  create(): Promise<string>;
  readonly uses: readonly ((client: OpenAI, id: string) => PromiseLike<unknown>)[];
  list?(client: OpenAI): AsyncIterable<{ readonly id: string }>;
}

const uploaded = (purpose: "user_data" | "batch", text: string) => async () =>
  (await owner.files.create({ file: await toFile(Buffer.from(text), "x.jsonl"), purpose })).id;

const batchLine = JSON.stringify({
  custom_id: "1",
  method: "POST",
  url: "/v1/chat/completions",
  body: HELLO,
});

const batchOf = (client: OpenAI, input_file_id: string) =>
  client.batches.create({ input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h" });

const RESOURCES: readonly Resource[] = [
  {
    name: "a stored completion",
    create: async () => (await owner.chat.completions.create({ ...HELLO, store: true })).id,
    uses: [
      (client, id) => client.chat.completions.retrieve(id),
      (client, id) => client.chat.completions.messages.list(id),
      (client, id) => client.chat.completions.update(id, { metadata: {} }),
      (client, id) => client.chat.completions.delete(id),
    ],
    list: (client) => client.chat.completions.list(),
  },
  {
    name: "a response",
    create: async () => (await owner.responses.create({ model, input: "x" })).id,
    uses: [
      (client, id) => client.responses.retrieve(id),
      (client, id) => client.responses.inputItems.list(id),
      (client, id) => client.responses.create({ model, input: "y", previous_response_id: id }),
      (client, id) => client.responses.inputTokens.count({ model, input: "y", previous_response_id: id }),
      (client, id) => client.responses.delete(id),
    ],
  },
  {
    name: "a background response",
    create: async () => (await owner.responses.create({ model, input: "x", background: true })).id,
    uses: [(client, id) => client.responses.cancel(id)],
  },
  {
    name: "a conversation",
    create: async () => (await owner.conversations.create()).id,
    uses: [
      (client, id) => client.conversations.retrieve(id),
      (client, id) => client.conversations.update(id, { metadata: {} }),
      (client, id) => client.conversations.items.list(id),
      (client, id) =>
        client.conversations.items.create(id, {
          items: [{ type: "message", role: "user", content: "x" }],
        }),
      (client, id) => client.responses.create({ model, input: "y", conversation: id }),
      (client, id) => client.conversations.delete(id),
    ],
  },
  {
    name: "a file",
    create: uploaded("user_data", "secret"),
    uses: [
      (client, id) =>
        client.responses.create({
          model,
          input: [{ role: "user", content: [{ type: "input_file", file_id: id }] }],
        }),
      (client, id) =>
        client.chat.completions.create({
          model,
          messages: [{ role: "user", content: [{ type: "file", file: { file_id: id } }] }],
        }),
      (client, id) => client.files.retrieve(id),
      async (client, id) => (await client.files.content(id)).text(),
      (client, id) => client.files.delete(id),
    ],
    list: (client) => client.files.list(),
  },
  {
    name: "a batch's input",
    create: uploaded("batch", `${batchLine}\n`),
    uses: [(client, id) => batchOf(client, id)],
  },
  {
    name: "an upload",
    create: async () =>
      (
        await owner.uploads.create({
          ...{ filename: "a.txt", purpose: "user_data", bytes: 1, mime_type: "text/plain" },
        })
      ).id,
    uses: [
      async (client, id) => client.uploads.parts.create(id, { data: await toFile(Buffer.from("x"), "part") }),
      (client, id) => client.uploads.cancel(id),
    ],
  },
  {
    name: "a webhook endpoint",
    create: async () =>
      (await owner.webhooks.create({ name: "w", url: "https://example.com/", event_types: ["batch.failed"] }))
        .id,
    uses: [(client, id) => client.webhooks.retrieve(id), (client, id) => client.webhooks.delete(id)],
    list: (client) => client.webhooks.list(),
  },
  {
    name: "a batch",
    create: async () => (await batchOf(owner, await uploaded("batch", `${batchLine}\n`)())).id,
    uses: [(client, id) => client.batches.retrieve(id)],
    list: (client) => client.batches.list(),
  },
];

const isNotFound = (error: unknown) =>
  error instanceof OpenAI.APIError &&
  // What a request's body names is said to be missing in the endpoint's own words.
  (error.status === 404 || (error.status === 400 && /not found|does not exist|no such/i.test(error.message)));

describe("what belongs to another project", () => {
  it.each(RESOURCES)("is not there: $name", async ({ create, uses, list }) => {
    const id = await create();
    for (const use of uses) {
      const error = await Promise.resolve(use(stranger, id)).catch((thrown: unknown) => thrown);
      expect(isNotFound(error), `${use}: ${error}`).toBe(true);
    }
    if (list !== undefined) {
      const ids = async (client: OpenAI) => {
        const found = [];
        for await (const each of list(client)) found.push(each.id);
        return found;
      };
      expect(await ids(owner)).toContain(id);
      expect(await ids(stranger)).toEqual([]);
    }
    for (const use of uses) await use(owner, id);
  });

  it("is not in the logs, and nothing of it in usage that a project key could ask for", async () => {
    await owner.chat.completions.create({ ...HELLO, store: true });
    const ask = (client: OpenAI, path: string) =>
      client.get(path).then((answer) => answer as { data: unknown[] });
    expect((await ask(owner, "/fourone/logs")).data.length).toBeGreaterThan(0);
    expect((await ask(stranger, "/fourone/logs")).data).toEqual([]);
    await expect(ask(stranger, "/organization/usage/completions?start_time=1")).rejects.toMatchObject({
      status: 401,
    });
  });
});
