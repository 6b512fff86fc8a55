import OpenAI, { InternalServerError, NotFoundError } from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { StoreError } from "../../store/index.ts";
import { collect } from "../responses/testing/restartable-server.ts";
import { fail, say } from "../testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTestServer();
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
afterEach(() => {
  test.engine.script = say(["Hello", " there"]);
});
afterAll(() => test.server.close(0));

const STORED = { ...HELLO, store: true };
const list = (query: OpenAI.Chat.ChatCompletionListParams = {}) =>
  collect(client.chat.completions.list(query));

describe("a stored chat completion", () => {
  it("is shown as it was answered, with the parameters of its request", async () => {
    const completion = await client.chat.completions.create({
      ...STORED,
      metadata: { topic: "tea" },
      temperature: 0.5,
      seed: 7,
      user: "u",
    });
    const kept = await client.chat.completions.retrieve(completion.id);
    expect(kept).toMatchObject({
      ...completion,
      metadata: { topic: "tea" },
      temperature: 0.5,
      top_p: 1,
      seed: 7,
      input_user: "u",
      tools: null,
      tool_choice: null,
      response_format: null,
      request_id: completion._request_id,
    });
  });

  it("is kept when it is streamed, before its stream ends", async () => {
    let id = "";
    for await (const chunk of await client.chat.completions.create({ ...STORED, stream: true }))
      id = chunk.id;
    expect((await client.chat.completions.retrieve(id)).choices[0]?.message.content).toBe("Hello there");
  });

  it("is not kept unasked, nor when it fails", async () => {
    const { id } = await client.chat.completions.create(HELLO);
    await expect(client.chat.completions.retrieve(id)).rejects.toThrow(NotFoundError);
    const before = (await list()).length;
    test.engine.script = fail({ code: "crashed", message: "x" }, ["Hel"]);
    await expect(client.chat.completions.create(STORED)).rejects.toThrow(InternalServerError);
    expect(await list()).toHaveLength(before);
  });

  it("is not answered where it cannot be kept", async () => {
    const { transaction } = test.store;
    test.store.transaction = async () => {
      throw new StoreError("disk-full");
    };
    await expect(client.chat.completions.create(STORED)).rejects.toThrow(InternalServerError);
    test.store.transaction = transaction;
  });

  it("changes its metadata and nothing else", async () => {
    const { id } = await client.chat.completions.create({ ...STORED, metadata: { a: "b" } });
    const before = await client.chat.completions.retrieve(id);
    const after = await client.chat.completions.update(id, { metadata: { c: "d" } });
    expect(after).toEqual({ ...before, metadata: { c: "d" } });
    expect(await client.chat.completions.update(id, { metadata: null })).toMatchObject({ metadata: {} });
  });

  it("is deleted", async () => {
    const { id } = await client.chat.completions.create(STORED);
    expect(await client.chat.completions.delete(id)).toEqual({
      object: "chat.completion.deleted",
      id,
      deleted: true,
    });
    await expect(client.chat.completions.retrieve(id)).rejects.toThrow(NotFoundError);
    await expect(client.chat.completions.delete(id)).rejects.toThrow(NotFoundError);
    await expect(client.chat.completions.update(id, { metadata: {} })).rejects.toThrow(NotFoundError);
    await expect(collect(client.chat.completions.messages.list(id))).rejects.toThrow(NotFoundError);
  });
});

describe("the list of stored completions", () => {
  it("is filtered by model, under either name, and by all pairs of metadata", async () => {
    const mini = await client.chat.completions.create({
      ...STORED,
      model: "gpt-4.1-mini",
      metadata: { run: "filter me", n: "1" },
    });
    const nano = await client.chat.completions.create({ ...STORED, metadata: { run: "filter me", n: "2" } });
    const ids = async (query: object) => (await list(query)).map(({ id }) => id);
    expect(await ids({ metadata: { run: "filter me" } })).toEqual([mini.id, nano.id]);
    expect(await ids({ metadata: { run: "filter me", n: "2" } })).toEqual([nano.id]);
    expect(await ids({ metadata: { run: "filter me", n: "3" } })).toEqual([]);
    expect(await ids({ model: "gpt-4.1-mini" })).toEqual([mini.id]);
    expect(await ids({ model: "gpt-4.1-mini-2025-04-14", metadata: { n: "1" } })).toEqual([mini.id]);
  });

  it("is walked page by page in both directions, also when it shrinks on the way", async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      made.push((await client.chat.completions.create({ ...STORED, metadata: { run: "walk" } })).id);
    }
    const walk = async (order: "asc" | "desc") =>
      (await list({ metadata: { run: "walk" }, limit: 2, order })).map(({ id }) => id);
    expect(await walk("asc")).toEqual(made);
    expect(await walk("desc")).toEqual(made.toReversed());
    for await (const { id } of client.chat.completions.list({ metadata: { run: "walk" }, limit: 2 })) {
      await client.chat.completions.delete(id);
    }
    expect(await walk("asc")).toEqual([]);
  });

  it("refuses queries that make no sense", async () => {
    await expect(list({ limit: 0 })).rejects.toThrow(/integer below minimum/);
    await expect(list({ after: "chatcmpl-0" })).rejects.toThrow(/not in this list/);
    const pairs = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, "v"]));
    await expect(list({ metadata: pairs })).rejects.toThrow(/At most 16 pairs/);
  });
});

describe("the messages of a stored completion", () => {
  it("are those of the request, text as content and anything else as parts", async () => {
    const parts = [{ type: "text" as const, text: "Who are you?" }];
    const { id } = await client.chat.completions.create({
      ...STORED,
      messages: [
        { role: "system", content: "Be kind.", name: "boss" },
        { role: "user", content: parts },
      ],
    });
    const messages = await collect(client.chat.completions.messages.list(id, { limit: 1 }));
    expect(messages).toEqual([
      {
        id: `${id}-0`,
        role: "system",
        content: "Be kind.",
        refusal: null,
        name: "boss",
        content_parts: null,
      },
      { id: `${id}-1`, role: "user", content: null, refusal: null, name: null, content_parts: parts },
    ]);
    const newest = await collect(
      client.chat.completions.messages.list(id, { order: "desc", after: `${id}-1` }),
    );
    expect(newest.map((message) => message.id)).toEqual([`${id}-0`]);
    await expect(collect(client.chat.completions.messages.list(id, { after: "x-0" }))).rejects.toThrow(
      /not in this list/,
    );
  });
});
