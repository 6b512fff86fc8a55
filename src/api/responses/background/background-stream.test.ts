import type OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hang, say } from "../../testing/scripted-engine.ts";
import { gated } from "../testing/gated-script.ts";
import { collect, RestartableServer } from "../testing/restartable-server.ts";

const HELLO = { model: "gpt-4.1-nano", input: "Hello", background: true } as const;

let server: RestartableServer;

beforeEach(async () => {
  server = await RestartableServer.start();
});
afterEach(() => server[Symbol.asyncDispose]());

describe("a background stream", () => {
  it("begins with the queue, and is the same for all who follow, whenever they come", async () => {
    const events = await collect(await server.client.responses.create({ ...HELLO, stream: true }));
    expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
      "response.created",
      "response.queued",
      "response.in_progress",
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const [created] = events;
    const id = created?.type === "response.created" ? created.response.id : "";
    const plain = (all: readonly object[]) => all.map((event) => ({ ...event, obfuscation: undefined }));
    expect(plain(await server.follow(id))).toEqual(plain(events));
    expect(plain(await server.follow(id, 4))).toEqual(plain(events.slice(5)));
    expect(await server.follow(id, 1000)).toEqual([]);
  });

  it("is put together by the official client", async () => {
    const response = await server.client.responses.stream(HELLO).finalResponse();
    expect(response).toMatchObject({ status: "completed", output_text: "Hello there" });
  });

  it("goes on without its client, who may come back", async () => {
    const { script, open } = gated(["Hello", " there"]);
    server.engine.script = script;
    let id = "";
    let last = -1;
    for await (const event of await server.client.responses.create({ ...HELLO, stream: true })) {
      if (event.type === "response.created") id = event.response.id;
      last = event.sequence_number;
      if (event.type === "response.output_text.delta") break;
    }
    const rest = server.follow(id, last);
    open();
    expect((await rest).map(({ type }) => type)).toEqual([
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
  });

  it("is only there for those that were created to be streamed", async () => {
    const { id } = await server.client.responses.create(HELLO);
    const { id: synchronous } = await server.client.responses.create({ ...HELLO, background: false });
    await expect(server.follow(id)).rejects.toThrow(/cannot be streamed/);
    await expect(server.follow(synchronous)).rejects.toThrow(/cannot be streamed/);
  });

  it("goes on where it stopped after a restart, with the text that was told as its beginning", async () => {
    const { id, told } = await toldBeforeRestart({});
    server.engine.script = say([" there", " you"]);
    const all = [...told, ...(await server.follow(id, told.at(-1)?.sequence_number))];
    expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, index) => index));
    expect(textOf(all)).toBe("Hello there you");
    expect(server.engine.requests[0]?.prompt.at(-1)).toEqual({ trusted: false, text: "Hello" });
    const last = all.at(-1);
    if (last?.type !== "response.completed") throw new Error("The response was not completed.");
    // One token was said before: it counts as output, not as input.
    expect(last.response.usage).toMatchObject({ input_tokens: 4, output_tokens: 3, total_tokens: 7 });
  });

  it("is made again from its seed where its text is not all there is to go on with", async () => {
    const { id, told, seed } = await toldBeforeRestart({ include: ["message.output_text.logprobs"] });
    server.engine.script = say(["Hello", " there", " you"]);
    const all = [...told, ...(await server.follow(id, told.at(-1)?.sequence_number))];
    expect(textOf(all)).toBe("Hello there you");
    expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, index) => index));
    expect(server.engine.requests[0]?.sampling.seed).toBe(seed);
  });

  it("fails with a reason where it comes out differently", async () => {
    const { id } = await toldBeforeRestart({ include: ["message.output_text.logprobs"] });
    server.engine.script = say(["Good", "bye"]);
    // The official client throws what the error event says.
    await expect(server.follow(id)).rejects.toThrow(/restarted/);
    expect(await server.statusOf(id)).toBe("failed");
  });
});

type Event = OpenAI.Responses.ResponseStreamEvent;

const textOf = (events: readonly Event[]) =>
  events.map((event) => (event.type === "response.output_text.delta" ? event.delta : "")).join("");

/** What a client has been told when the server stops after the first piece of text. */
async function toldBeforeRestart(options: Pick<OpenAI.Responses.ResponseCreateParamsStreaming, "include">) {
  server.engine.script = gated(["Hello", " there", " you"]).script;
  const told: Event[] = [];
  for await (const event of await server.client.responses.create({ ...HELLO, ...options, stream: true })) {
    told.push(event);
    if (event.type === "response.output_text.delta") break;
  }
  const [created] = told;
  const id = created?.type === "response.created" ? created.response.id : "";
  const seed = server.engine.requests[0]?.sampling.seed;
  await server.restart();
  return { id, told, seed };
}

describe("a restart", () => {
  it("takes up what was queued or at work", async () => {
    server.engine.script = hang();
    const ids = await Promise.all(
      Array.from({ length: 12 }, async () => (await server.client.responses.create(HELLO)).id),
    );
    await expect.poll(() => server.engine.requests.length).toBe(8);
    await server.restart();
    for (const id of ids) await expect.poll(() => server.statusOf(id), { timeout: 10_000 }).toBe("completed");
  });

  it("fails what continues something that is gone", async () => {
    const before = await server.client.responses.create({ ...HELLO, background: false });
    server.engine.script = hang();
    const { id } = await server.client.responses.create({ ...HELLO, previous_response_id: before.id });
    await expect.poll(() => server.engine.requests.length).toBe(2);
    await server.client.responses.delete(before.id);
    await server.restart();
    await expect.poll(() => server.statusOf(id), { timeout: 10_000 }).toBe("failed");
    expect((await server.client.responses.retrieve(id)).error?.message).toBe(
      `Previous response with id '${before.id}' not found.`,
    );
  });

  it("does not begin for ever what never comes to an end", async () => {
    await server.stop();
    const { id } = await (async () => {
      await server.restart();
      server.engine.script = hang();
      return server.client.responses.create(HELLO);
    })();
    await expect.poll(() => server.engine.requests.length).toBe(1);
    await server.stop();
    for (let attempt = 2; attempt <= 5; attempt++) {
      await expect
        .poll(
          () =>
            server.store.jobs.claim({ queue: "responses", owner: "dies", leaseMilliseconds: 1, limit: 1 }),
          {
            timeout: 5_000,
          },
        )
        .toHaveLength(1);
    }
    await server.restart();
    await expect.poll(() => server.statusOf(id), { timeout: 10_000 }).toBe("failed");
    expect((await server.client.responses.retrieve(id)).error?.message).toMatch(/stopped 5 times/);
    expect(server.engine.requests).toEqual([]);
  });
});
