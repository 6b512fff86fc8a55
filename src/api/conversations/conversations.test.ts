import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collect } from "../responses/testing/restartable-server.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTestServer();
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
afterAll(() => test.server.close(0));

const message = (content: string) => ({ type: "message" as const, role: "user" as const, content });
const prompt = () =>
  test.engine.requests
    .at(-1)
    ?.prompt.map(({ text }) => text)
    .join("") ?? "";

describe("a conversation", () => {
  it("is created, looked up, changed and deleted", async () => {
    const created = await client.conversations.create({ metadata: { topic: "tea" } });
    expect(created).toMatchObject({ object: "conversation", metadata: { topic: "tea" } });
    expect(created.id).toMatch(/^conv_[0-9a-f]{48}$/);
    expect(await client.conversations.retrieve(created.id)).toEqual(created);
    const updated = await client.conversations.update(created.id, { metadata: { a: "b" } });
    expect(updated).toEqual({ ...created, metadata: { a: "b" } });
    expect(await client.conversations.delete(created.id)).toEqual({
      id: created.id,
      object: "conversation.deleted",
      deleted: true,
    });
    await expect(client.conversations.retrieve(created.id)).rejects.toThrow(
      `Conversation with id '${created.id}' not found.`,
    );
  });

  it("grows with each response to it, and is what the model sees", async () => {
    const { id } = await client.conversations.create({ items: [message("My name is Ada.")] });
    const first = await client.responses.create({ model: "gpt-4.1", input: "Hello", conversation: id });
    expect(first.conversation).toEqual({ id });
    await client.responses.create({ model: "gpt-4.1", input: "Who am I?", conversation: { id } });
    expect(prompt()).toMatch(/My name is Ada\.[\s\S]*Hello[\s\S]*Hello there[\s\S]*Who am I\?/);
    const items = await collect(client.conversations.items.list(id, { order: "asc", limit: 2 }));
    expect(items.map((item) => item.type === "message" && item.role)).toEqual([
      "user",
      "user",
      "assistant",
      "user",
      "assistant",
    ]);
  });

  it("grows with responses that are not stored by themselves, and not with failed ones", async () => {
    const { id } = await client.conversations.create({});
    await client.responses.create({ model: "gpt-4.1", input: "Hello", conversation: id, store: false });
    expect(await collect(client.conversations.items.list(id))).toHaveLength(2);
    const image = {
      type: "input_image" as const,
      image_url: "https://example.com/a.png",
      detail: "auto" as const,
    };
    await expect(
      client.responses.create({
        model: "gpt-4.1",
        input: [{ role: "user", content: [image] }],
        conversation: id,
      }),
    ).rejects.toThrow(BadRequestError);
    expect(await collect(client.conversations.items.list(id))).toHaveLength(2);
  });
});

describe("items of a conversation", () => {
  it("are added at the end, listed, looked up and taken out", async () => {
    const { id } = await client.conversations.create({ items: [message("a")] });
    const added = await client.conversations.items.create(id, { items: [message("b"), message("c")] });
    expect(added).toMatchObject({
      object: "list",
      has_more: false,
      data: [{ role: "user" }, { role: "user" }],
    });
    const newest = await collect(client.conversations.items.list(id));
    expect(newest.map((item) => JSON.stringify(item))).toEqual([
      expect.stringContaining('"c"'),
      expect.stringContaining('"b"'),
      expect.stringContaining('"a"'),
    ]);
    const [item] = added.data;
    const itemId = item?.id ?? "";
    expect(await client.conversations.items.retrieve(itemId, { conversation_id: id })).toEqual(item);
    expect(await client.conversations.items.delete(itemId, { conversation_id: id })).toMatchObject({ id });
    await expect(client.conversations.items.retrieve(itemId, { conversation_id: id })).rejects.toThrow(
      NotFoundError,
    );
    await expect(client.conversations.items.delete(itemId, { conversation_id: id })).rejects.toThrow(
      NotFoundError,
    );
    expect(await collect(client.conversations.items.list(id))).toHaveLength(2);
  });

  it("are at most twenty at a time, each once", async () => {
    const { id } = await client.conversations.create({});
    const many = Array.from({ length: 21 }, () => message("x"));
    await expect(client.conversations.create({ items: many })).rejects.toThrow(/maximum length 20/);
    await expect(client.conversations.items.create(id, { items: many })).rejects.toThrow(/maximum length 20/);
    const same = { ...message("x"), id: "msg_same" };
    await client.conversations.items.create(id, { items: [same] } as never);
    await expect(client.conversations.items.create(id, { items: [same] } as never)).rejects.toThrow(
      /Duplicate item found in the conversation/,
    );
    await expect(
      client.responses.create({ model: "gpt-4.1", input: [same], conversation: id } as never),
    ).rejects.toThrow(/Duplicate item found with id msg_same/);
  });

  it("of a conversation that is not there are not there", async () => {
    await expect(client.conversations.items.create("conv_0", { items: [message("x")] })).rejects.toThrow(
      NotFoundError,
    );
    await expect(collect(client.conversations.items.list("conv_0"))).rejects.toThrow(NotFoundError);
    await expect(client.conversations.items.retrieve("msg_0", { conversation_id: "conv_0" })).rejects.toThrow(
      NotFoundError,
    );
  });
});
