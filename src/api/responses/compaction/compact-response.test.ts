import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fail, type Script, say } from "../../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTestServer();
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
  test.engine.countTokens = async (prompt) =>
    Math.ceil(prompt.reduce((sum, { text }) => sum + text.length, 0) / 4);
});
beforeEach(() => {
  test.engine.requests.length = 0;
  test.engine.script = say(["They talked about tea."]);
});
afterAll(() => test.server.close(0));

const model = "gpt-4.1-nano";
const promptOf = (index: number) =>
  test.engine.requests
    .at(index)
    ?.prompt.map(({ text }) => text)
    .join("") ?? "";
const user = (content: string) => ({ role: "user" as const, content });

describe("compacting", () => {
  it("gives items that stand for the conversation and can be sent again", async () => {
    const input = [
      user("I like tea."),
      { role: "assistant" as const, content: "Noted." },
      { type: "function_call" as const, call_id: "call_1", name: "brew", arguments: '{"kind":"green"}' },
      { type: "function_call_output" as const, call_id: "call_1", output: "brewed" },
    ];
    const compacted = await client.responses.compact({ model, input, instructions: "Mind the tea." });
    expect(compacted).toMatchObject({
      object: "response.compaction",
      output: [
        { type: "message", role: "user" },
        { type: "compaction", id: expect.stringMatching(/^cmp_/) },
      ],
      usage: { input_tokens: 5, output_tokens: 1, total_tokens: 6 },
    });
    for (const part of ["I like tea.", "Noted.", "brew", "green", "brewed", "Mind the tea."]) {
      expect(promptOf(0)).toContain(part);
    }
    const next = [...(compacted.output as OpenAI.Responses.ResponseInputItem[]), user("What do I like?")];
    await client.responses.create({ model, input: next });
    expect(promptOf(-1)).toMatch(/I like tea\.[\s\S]*They talked about tea\.[\s\S]*What do I like\?/);
    expect(promptOf(-1)).not.toContain("Noted.");
  });

  it("reads what is longer than the context piece by piece, and keeps to the context", async () => {
    const seen = new Set<string>();
    const script: Script = (request, signal) => {
      const prompt = request.prompt.map(({ text }) => text).join("");
      expect(prompt.length / 4).toBeLessThan(2048 - (request.maximumTokens ?? 0));
      for (const [number] of prompt.matchAll(/fact \d+/g)) seen.add(number);
      return say([`summary ${test.engine.requests.length}`])(request, signal);
    };
    test.engine.script = script;
    const input = Array.from({ length: 400 }, (_, n) =>
      user(`This is fact ${n}, ${"and so on, ".repeat(8)}`),
    );
    const compacted = await client.responses.compact({ model, input });
    expect(seen.size).toBe(400);
    expect(test.engine.requests.length).toBeGreaterThan(5);
    expect(promptOf(1)).toContain("summary 1");
    const kept = compacted.output.filter(({ type }) => type === "message");
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(40);
    expect(JSON.stringify(kept.at(-1))).toContain("fact 399,");
  });

  it("goes on from stored responses and from earlier summaries", async () => {
    const first = await client.responses.create({ model, input: "Hello" });
    const compacted = await client.responses.compact({ model, previous_response_id: first.id });
    expect(promptOf(-1)).toMatch(/Hello[\s\S]*They talked about tea\./);
    await client.responses.compact({
      model,
      input: compacted.output as OpenAI.Responses.ResponseInputItem[],
    });
    expect(promptOf(-1)).toContain("Summary of what came before: They talked about tea.");
  });

  it("is refused where there is nothing to compact, or too much, or the model fails", async () => {
    await expect(client.responses.compact({ model, instructions: "x" })).rejects.toMatchObject({
      status: 400,
    });
    await expect(client.responses.compact({ model: "gpt-9", input: "x" })).rejects.toMatchObject({
      status: 400,
    });
    await expect(client.responses.compact({ model, input: "long ".repeat(1_000_000) })).rejects.toMatchObject(
      {
        status: 400,
        code: "context_length_exceeded",
      },
    );
    for (const script of [fail({ code: "crashed", message: "x" }), say([" "])]) {
      test.engine.script = script;
      await expect(client.responses.compact({ model, input: "x" })).rejects.toMatchObject({ status: 500 });
    }
  });
});
