import type OpenAI from "openai";
import { NotFoundError } from "openai";
import { describe, expect, it } from "vitest";
import { fail, hang, say } from "../testing/scripted-engine.ts";
import { collect } from "./testing/restartable-server.ts";
import { serveHello } from "./testing/serve-hello.ts";

const { test, client } = await serveHello();

const model = "gpt-4.1-nano";
const HELLO = { model, input: "Hello" };

/** The prompt of the last request. */
const prompt = () =>
  test.engine.requests
    .at(-1)
    ?.prompt.map((segment) => segment.text)
    .join("") ?? "";

describe("a response", () => {
  it("answers text", async () => {
    const response = await client.responses.create({
      ...HELLO,
      instructions: "Be kind.",
      metadata: { a: "b" },
    });
    expect(response.output_text).toBe("Hello there");
    expect(response.model).toBe("gpt-4.1-nano-2025-04-14");
    expect(response.metadata).toEqual({ a: "b" });
    expect(response.usage).toMatchObject({ input_tokens: 5, output_tokens: 2, total_tokens: 7 });
    expect(prompt()).toContain("Be kind.");
  });

  it("answers items of every kind that fits", async () => {
    await client.responses.create({
      model,
      input: [
        { role: "system", content: "S" },
        { type: "message", role: "user", content: [{ type: "input_text", text: "U" }] },
        { role: "assistant", content: "A" },
        { type: "reasoning", id: "rs_1", summary: [] },
        { type: "function_call", call_id: "call_1", name: "f", arguments: '{"x":1}' },
        { type: "function_call_output", call_id: "call_1", output: "R" },
        { type: "custom_tool_call", call_id: "call_2", name: "g", input: "raw" },
        { type: "custom_tool_call_output", call_id: "call_2", output: [{ type: "input_text", text: "T" }] },
        { role: "developer", content: "D" },
      ],
    });
    for (const part of ["S", "U", "A", '{"x":1}', "R", "raw", "T", "D"]) expect(prompt()).toContain(part);
  });

  it("is kept, and given back as it was", async () => {
    const response = await client.responses.create(HELLO);
    expect(await client.responses.retrieve(response.id)).toEqual(response);
    expect(await client.responses.delete(response.id)).toMatchObject({ id: response.id, deleted: true });
    await expect(client.responses.retrieve(response.id)).rejects.toThrow(
      `Response with id '${response.id}' not found.`,
    );
    await expect(client.responses.delete(response.id)).rejects.toThrow(NotFoundError);
  });

  it("is not kept where the request says so", async () => {
    const { id } = await client.responses.create({ ...HELLO, store: false });
    await expect(client.responses.retrieve(id)).rejects.toThrow(NotFoundError);
    await expect(client.responses.create({ ...HELLO, previous_response_id: id })).rejects.toMatchObject({
      status: 400,
      param: "previous_response_id",
      code: "previous_response_not_found",
      message: `400 Previous response with id '${id}' not found.`,
    });
  });

  it("lists what it answered, newest first or oldest first, page by page", async () => {
    const input = ["a", "b", "c"].map((content) => ({ role: "user" as const, content }));
    const { id } = await client.responses.create({ model, input });
    const contents = async (order?: "asc" | "desc") => {
      const items = await collect(
        client.responses.inputItems.list(id, { limit: 2, ...(order && { order }) }),
      );
      return items.map((item) => JSON.stringify("content" in item && item.content));
    };
    const asc = await contents("asc");
    expect(asc.join()).toMatch(/"a".*"b".*"c"/);
    expect(await contents()).toEqual(asc.toReversed());
  });

  it("goes on where another stopped, which may have called for tools", async () => {
    const first = await client.responses.create({ ...HELLO, instructions: "Be kind." });
    test.engine.script = say(["Well"]);
    const second = await client.responses.create({ model, input: "Go on", previous_response_id: first.id });
    expect(prompt()).toMatch(/Hello[\s\S]*Hello there[\s\S]*Go on/);
    expect(prompt()).not.toContain("Be kind.");
    await client.responses.create({ model, input: "And?", previous_response_id: second.id });
    expect(prompt()).toMatch(/Hello[\s\S]*Hello there[\s\S]*Go on[\s\S]*Well[\s\S]*And\?/);
    expect((await collect(client.responses.inputItems.list(second.id))).length).toBe(1);
    await client.responses.delete(first.id);
    await expect(
      client.responses.create({ model, input: "And?", previous_response_id: second.id }),
    ).rejects.toThrow(`Previous response with id '${first.id}' not found.`);
  });

  it("takes items by reference", async () => {
    const { output } = await client.responses.create(HELLO);
    const id = output[0]?.id ?? "";
    await client.responses.create({
      model,
      input: [
        { type: "item_reference", id },
        { role: "user", content: "So?" },
      ],
    });
    expect(prompt()).toMatch(/Hello there[\s\S]*So\?/);
    await client.responses.create({ model, input: [{ id }, { role: "user", content: "So?" }] });
    expect(prompt()).toMatch(/Hello there[\s\S]*So\?/);
  });

  it("takes whole answers back", async () => {
    const first = await client.responses.create(HELLO);
    const input = [
      { role: "user" as const, content: "Hello" },
      ...first.output,
      { role: "user" as const, content: "So?" },
    ];
    await client.responses.create({ model, input: input as OpenAI.Responses.ResponseInput });
    expect(prompt()).toMatch(/Hello[\s\S]*Hello there[\s\S]*So\?/);
  });

  it("ends incomplete where the bound of its tokens cut it", async () => {
    test.engine.script = say(["Once"], "length");
    const response = await client.responses.create({ ...HELLO, max_output_tokens: 16 });
    expect(response).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
    });
    expect(test.engine.requests.at(-1)?.maximumTokens).toBe(16);
  });

  it("is cut by the context, not refused, where only its bound goes beyond", async () => {
    const tooLong = { code: "context-length-exceeded", contextLength: 2048, promptTokens: 100 } as const;
    test.engine.script = (request, signal) =>
      (request.maximumTokens === 4096 ? fail({ ...tooLong, requestedTokens: 4096 }) : say(["Hi"], "length"))(
        request,
        signal,
      );
    expect((await client.responses.create({ ...HELLO, max_output_tokens: 4096 })).status).toBe("incomplete");
  });

  it("carries log probabilities where they are wanted", async () => {
    const response = await client.responses.create({
      ...HELLO,
      include: ["message.output_text.logprobs"],
      top_logprobs: 2,
    });
    const [item] = response.output;
    const [part] = item?.type === "message" ? item.content : [];
    expect(part).toMatchObject({
      logprobs: [{ token: "Hello", top_logprobs: [{}, {}] }, { token: " there" }],
    });
  });

  it("hands sampling and cache wishes on", async () => {
    await client.responses.create({
      ...HELLO,
      temperature: 0.5,
      top_p: 0.25,
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
    });
    expect(test.engine.requests.at(-1)).toMatchObject({
      sampling: { temperature: 0.5, topP: 0.25 },
      cacheRetention: "24h",
    });
    expect(test.engine.requests.at(-1)?.cacheScope).toMatch(/\/k$/);
  });

  it("drops the oldest items where it may", async () => {
    test.engine.countTokens = async (segments) =>
      segments.reduce((sum, segment) => sum + segment.text.length, 0);
    const input = Array.from({ length: 100 }, (_, index) => ({
      role: "user" as const,
      content: `number ${index} ${"x".repeat(100)}`,
    }));
    await client.responses.create({ model, input, truncation: "auto" });
    expect(prompt()).toContain("number 99 ");
    expect(prompt()).not.toContain("number 0 ");
    expect(prompt().length).toBeGreaterThan(1000);
    expect(prompt().length).toBeLessThan(2048);
  });

  it("is not made when its client goes", async () => {
    test.engine.script = hang();
    const before = test.engine.cancelled;
    const controller = new AbortController();
    const aborted = client.responses.create(HELLO, { signal: controller.signal });
    await expect.poll(() => prompt()).toContain("Hello");
    setTimeout(() => controller.abort(), 50);
    await expect(aborted).rejects.toThrow();
    await expect.poll(() => test.engine.cancelled).toBe(before + 1);
  });
});
