import { APIError, NotFoundError } from "openai";
import { describe, expect, it } from "vitest";
import { fail, hang } from "../testing/scripted-engine.ts";
import { collect } from "./testing/restartable-server.ts";
import { serveHello } from "./testing/serve-hello.ts";

const { test, client } = await serveHello();

const model = "gpt-4.1-nano";
const HELLO = { model, input: "Hello" };

describe("a streamed response", () => {
  it("is put together by the official client, and kept before its end is told", async () => {
    const stream = client.responses.stream(HELLO);
    const seen: string[] = [];
    stream.on("response.output_text.delta", ({ delta, snapshot }) => seen.push(delta, snapshot));
    let kept: unknown;
    stream.on("event", (event) => {
      if (event.type === "response.completed") kept = client.responses.retrieve(event.response.id);
    });
    const response = await stream.finalResponse();
    expect(seen).toEqual(["Hello", "Hello", " there", "Hello there"]);
    expect(response.output_text).toBe("Hello there");
    expect(await kept).toMatchObject({ id: response.id, status: "completed", output_text: "Hello there" });
  });

  it("numbers its events without a gap and hides the size of its deltas", async () => {
    const events = await collect(await client.responses.create({ ...HELLO, stream: true }));
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const deltas = events.filter((event) => event.type === "response.output_text.delta");
    for (const event of deltas) {
      const { delta, obfuscation } = event as unknown as { delta: string; obfuscation: string };
      expect((delta.length + obfuscation.length) % 16).toBe(0);
    }
    const plain = await collect(
      await client.responses.create({
        ...HELLO,
        stream: true,
        stream_options: { include_obfuscation: false },
      }),
    );
    expect(JSON.stringify(plain)).not.toContain("obfuscation");
  });

  it("names each event, and has no other end than its last", async () => {
    const response = await test.send("/responses", { ...HELLO, stream: true });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const blocks = (await response.text()).trimEnd().split("\n\n");
    for (const block of blocks) {
      const [, name, data] = /^event: (\S+)\ndata: (.+)$/.exec(block) ?? [];
      expect(JSON.parse(data ?? "null").type).toBe(name);
    }
    expect(blocks.at(-1)).toMatch(/^event: response\.completed/);
  });

  it("is an ordinary error where the engine refuses at once", async () => {
    const tooLong = { contextLength: 2048, promptTokens: 5000, requestedTokens: 0 };
    test.engine.script = fail({ code: "context-length-exceeded", ...tooLong });
    for (const stream of [true, false]) {
      await expect(client.responses.create({ ...HELLO, stream })).rejects.toMatchObject({
        status: 400,
        code: "context_length_exceeded",
        param: "input",
        message: expect.stringContaining("Your input exceeds the context window of this model."),
      });
    }
  });

  it("ends with an error and the failed response where it breaks", async () => {
    test.engine.script = fail({ code: "crashed", message: "x" }, ["Hel"]);
    const response = await test.send("/responses", { ...HELLO, stream: true });
    const blocks = (await response.text()).trimEnd().split("\n\n");
    const [error, failed] = blocks.slice(-2).map((block) => JSON.parse(block.split("\ndata: ")[1] ?? ""));
    expect(error).toMatchObject({ type: "error", error: { type: "server_error" } });
    expect(failed).toMatchObject({ type: "response.failed", response: { status: "failed" } });
    expect(failed.sequence_number).toBe(error.sequence_number + 1);
    expect(await client.responses.retrieve(failed.response.id)).toMatchObject({
      status: "failed",
      error: { code: "server_error" },
    });
    await expect(collect(await client.responses.create({ ...HELLO, stream: true }))).rejects.toThrow(
      APIError,
    );
  });

  it("is stopped by its client, and then has never been", async () => {
    test.engine.script = hang();
    let id = "";
    const before = test.engine.cancelled;
    for await (const event of await client.responses.create({ ...HELLO, stream: true })) {
      if (event.type === "response.created") id = event.response.id;
      if (event.type === "response.output_text.delta") break;
    }
    await expect.poll(() => test.engine.cancelled).toBe(before + 1);
    await expect(client.responses.retrieve(id)).rejects.toThrow(NotFoundError);
  });
});
