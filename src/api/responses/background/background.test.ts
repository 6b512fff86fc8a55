import { BadRequestError, NotFoundError } from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fail, hang, say } from "../../testing/scripted-engine.ts";
import { gated } from "../testing/gated-script.ts";
import { collect, RestartableServer } from "../testing/restartable-server.ts";

const HELLO = { model: "gpt-4.1-nano", input: "Hello", background: true } as const;

let server: RestartableServer;

beforeEach(async () => {
  server = await RestartableServer.start();
});
afterEach(() => server[Symbol.asyncDispose]());

const untilStatus = (id: string, status: string) => expect.poll(() => server.statusOf(id)).toBe(status);

describe("a background response", () => {
  it("is queued at once, and completed without its client", async () => {
    const { script, open } = gated(["Hello", " there"]);
    server.engine.script = script;
    const response = await server.client.responses.create(HELLO);
    expect(response).toMatchObject({ status: "queued", background: true, output: [], usage: null });
    await untilStatus(response.id, "in_progress");
    open();
    await untilStatus(response.id, "completed");
    const completed = await server.client.responses.retrieve(response.id);
    expect(completed).toMatchObject({
      output_text: "Hello there",
      background: true,
      completed_at: expect.any(Number),
    });
    expect(Object.keys(completed)).toEqual(Object.keys(response));
    const next = await server.client.responses.create({
      ...HELLO,
      background: false,
      previous_response_id: response.id,
    });
    expect(next.status).toBe("completed");
  });

  it("waits for its turn", async () => {
    await server.restart({ background: { maximumRunning: 1 } });
    const { script, open } = gated(["Hi"]);
    server.engine.script = script;
    const first = await server.client.responses.create(HELLO);
    await untilStatus(first.id, "in_progress");
    const second = await server.client.responses.create(HELLO);
    expect(await server.statusOf(second.id)).toBe("queued");
    open();
    await untilStatus(second.id, "completed");
  });

  it("fails with the reason, and keeps it", async () => {
    server.engine.script = fail({
      code: "context-length-exceeded",
      contextLength: 1,
      promptTokens: 2,
      requestedTokens: 0,
    });
    const { id } = await server.client.responses.create(HELLO);
    await untilStatus(id, "failed");
    expect((await server.client.responses.retrieve(id)).error).toMatchObject({
      code: "context_length_exceeded",
    });
  });

  it("is tried again where the engine's queue was full", async () => {
    let attempts = 0;
    server.engine.script = (request, signal) =>
      (attempts++ === 0 ? fail({ code: "queue-full", retryAfterSeconds: 1 }) : say(["Hi"]))(request, signal);
    const { id } = await server.client.responses.create(HELLO);
    await expect.poll(() => server.statusOf(id), { timeout: 10_000 }).toBe("completed");
    expect(attempts).toBe(2);
  });

  it("has to be stored, and is refused like any other", async () => {
    await expect(server.client.responses.create({ ...HELLO, store: false })).rejects.toThrow(BadRequestError);
    await expect(
      server.client.responses.create({ ...HELLO, previous_response_id: "resp_0" }),
    ).rejects.toThrow(/not found/);
  });

  it("cannot be continued before it is finished", async () => {
    server.engine.script = hang();
    const { id } = await server.client.responses.create(HELLO);
    await expect(
      server.client.responses.create({ model: HELLO.model, input: "x", previous_response_id: id }),
    ).rejects.toThrow(/is not finished/);
  });

  it("adds to its conversation when it is completed", async () => {
    const conversation = await server.client.conversations.create({});
    const { id } = await server.client.responses.create({ ...HELLO, conversation: conversation.id });
    await untilStatus(id, "completed");
    const items = await collect(server.client.conversations.items.list(conversation.id, { order: "asc" }));
    expect(items.map((item) => item.type === "message" && item.role)).toEqual(["user", "assistant"]);
  });
});

describe("cancelling", () => {
  it("ends the work, once and for all", async () => {
    server.engine.script = hang();
    const { id } = await server.client.responses.create(HELLO);
    await expect.poll(() => server.engine.requests.length).toBe(1);
    expect(await server.client.responses.cancel(id)).toMatchObject({ id, status: "cancelled" });
    await expect.poll(() => server.engine.cancelled).toBe(1);
    expect(await server.client.responses.cancel(id)).toMatchObject({ status: "cancelled" });
    await server.restart();
    expect(await server.statusOf(id)).toBe("cancelled");
    expect(server.engine.requests).toEqual([]);
  });

  it("takes a response out of the queue", async () => {
    await server.restart({ background: { maximumRunning: 1 } });
    server.engine.script = hang();
    const first = await server.client.responses.create(HELLO);
    await expect.poll(() => server.engine.requests.length).toBe(1);
    const second = await server.client.responses.create(HELLO);
    await server.client.responses.cancel(second.id);
    server.engine.script = say(["Hi"]);
    await server.client.responses.cancel(first.id);
    const third = await server.client.responses.create(HELLO);
    await untilStatus(third.id, "completed");
    expect(await server.statusOf(second.id)).toBe("cancelled");
    expect(server.engine.requests).toHaveLength(2);
  });

  it("leaves a finished response as it is, and refuses others", async () => {
    const { id } = await server.client.responses.create(HELLO);
    await untilStatus(id, "completed");
    expect(await server.client.responses.cancel(id)).toMatchObject({ status: "completed", output: [{}] });
    const { id: synchronous } = await server.client.responses.create({ ...HELLO, background: false });
    await expect(server.client.responses.cancel(synchronous)).rejects.toThrow(
      "Cannot cancel a synchronous response.",
    );
    await expect(server.client.responses.cancel("resp_0")).rejects.toThrow(NotFoundError);
  });

  it("ends the stream of those who follow", async () => {
    server.engine.script = hang();
    const stream = await server.client.responses.create({ ...HELLO, stream: true });
    let id = "";
    const types: string[] = [];
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === "response.created") id = event.response.id;
      if (event.type === "response.output_text.delta") await server.client.responses.cancel(id);
    }
    expect(types.at(-1)).toBe("response.output_text.delta");
  });

  it("by deleting stops the work too", async () => {
    server.engine.script = hang();
    const { id } = await server.client.responses.create(HELLO);
    await expect.poll(() => server.engine.requests.length).toBe(1);
    await server.client.responses.delete(id);
    await expect.poll(() => server.engine.cancelled).toBe(1);
    await expect(server.client.responses.retrieve(id)).rejects.toThrow(NotFoundError);
  });
});
