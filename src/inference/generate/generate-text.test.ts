import { describe, expect, it } from "vitest";
import type { GenerateEvent, ModelDescription } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { readFixture } from "../prompt/fixtures/read-fixture.ts";
import type { ServedModel } from "../served-models.ts";
import { tierModel } from "../tiers.ts";
import type { Tool } from "../tool.ts";
import { ScriptedEngine, script } from "./fixtures/scripted-engine.ts";
import type { GenerateOptions } from "./generate-options.ts";
import { countPromptTokens, generateText } from "./generate-text.ts";
import type { TextEvent } from "./text-event.ts";

const OPTIONS: GenerateOptions = {
  id: "request",
  priority: "interactive",
  choices: 1,
  sampling: { temperature: 1, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
  stop: [],
  responseFormat: { type: "text" },
  tools: [],
  toolChoice: { mode: "auto" },
  parallelToolCalls: true,
  cacheScope: "organization",
};

const WEATHER: Tool = {
  kind: "function",
  name: "get_weather",
  description: "Current\n weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  strict: false,
};
const PATCH: Tool = { kind: "custom", name: "patch", format: { type: "text" } };

const CHAT: Conversation = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hi" },
];

const zephyr = { chatTemplate: readFixture("zephyr"), parameterCount: 7e9 };
const hermes = { chatTemplate: readFixture("hermes") };

function setUp(events: readonly GenerateEvent[], description: Partial<ModelDescription> = zephyr) {
  const engine = new ScriptedEngine(events, description);
  const model = tierModel("gpt-4.1-nano", { engine, contextLength: 2_048 });
  let ids = 0;
  const generate = async (
    options: Partial<GenerateOptions> = {},
    conversation = CHAT,
  ): Promise<TextEvent[]> => {
    const signal = new AbortController().signal;
    const dependencies = { createCallId: () => `call_${ids++}` };
    return Array.fromAsync(
      generateText(model, conversation, { ...OPTIONS, ...options }, signal, dependencies),
    );
  };
  const promptText = () =>
    engine.requests
      .at(-1)!
      .prompt.map((segment) => segment.text)
      .join("");
  return { engine, model, generate, promptText };
}

const ending = (reason: string) => [
  {
    type: "choice-end",
    choice: 0,
    reason,
    usage: { completionTokens: 7, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 },
  },
  { type: "end" },
];

describe("generateText", () => {
  it("passes text on as it comes", async () => {
    const { generate, engine, promptText } = setUp(script(["Hel", "lo"]));
    expect(await generate()).toEqual([
      { type: "start", promptTokens: 5, cachedTokens: 0 },
      { type: "text-delta", choice: 0, text: "Hel" },
      { type: "text-delta", choice: 0, text: "lo" },
      ...ending("stop"),
    ]);
    expect(promptText()).toBe("<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\n");
    expect(engine.requests[0]).not.toHaveProperty("constraint");
    expect(engine.requests[0]).not.toHaveProperty("maximumTokens");
  });

  it("reads calls in the generic format, which the prompt begins", async () => {
    const answer = [
      "get_weather\nArgum",
      'ents: {"city":',
      ' "Oslo"}',
      "\nFunction: patch\n",
      'Arguments: {"input": "a\\nb"}',
    ];
    const { generate, engine, promptText } = setUp(script(answer));
    expect(await generate({ tools: [WEATHER, PATCH] })).toEqual([
      { type: "start", promptTokens: 5, cachedTokens: 0 },
      { type: "tool-call-start", choice: 0, index: 0, kind: "function", id: "call_0", name: "get_weather" },
      { type: "tool-call-delta", choice: 0, index: 0, text: '{"city":' },
      { type: "tool-call-delta", choice: 0, index: 0, text: ' "Oslo"}' },
      { type: "tool-call-end", choice: 0, index: 0, complete: true },
      { type: "tool-call-start", choice: 0, index: 1, kind: "custom", id: "call_1", name: "patch" },
      { type: "tool-call-delta", choice: 0, index: 1, text: "a\nb" },
      { type: "tool-call-end", choice: 0, index: 1, complete: true },
      ...ending("tool-calls"),
    ]);
    expect(promptText()).toContain("- get_weather(city: string): Current weather\n- patch(input: string)\n");
    expect(promptText().endsWith("<|assistant|>\nFunction: ")).toBe(true);
    expect(engine.requests[0]?.constraint?.kind).toBe("structural-tag");
  });

  it("lets a small model call one tool at a time in the generic format", async () => {
    const constraintOf = async (parameterCount: number) => {
      const { generate, engine } = setUp(script(["none\n"]), { ...zephyr, parameterCount });
      await generate({ tools: [WEATHER] });
      return (engine.requests[0]!.constraint as { format: string }).format;
    };
    expect(await constraintOf(7e9)).toContain("tags_with_separator");
    expect(await constraintOf(1e9)).not.toContain("tags_with_separator");
  });

  it("reads an answer in words in the generic format", async () => {
    const { generate } = setUp(script(["no", "ne\nHello", " there"]));
    const events = await generate({ tools: [WEATHER] });
    expect(events.filter((event) => event.type === "text-delta").map((event) => event.text)).toEqual([
      "Hello",
      " there",
    ]);
    expect(events.slice(-2)).toEqual(ending("stop"));
  });

  it("applies stop strings to what is said, not to how it is decided or called", async () => {
    const { generate, engine } = setUp(script(["none\nHello\nyou"]));
    const events = await generate({ tools: [WEATHER], stop: ["\n"] });
    expect(events.slice(1)).toEqual([{ type: "text-delta", choice: 0, text: "Hello" }, ...ending("stop")]);
    expect(engine.requests[0]?.stop).toEqual([]);
    await generate({ stop: ["\n"] });
    expect(engine.requests[1]?.stop).toEqual(["\n"]);
  });

  it("reads text and calls in the format of the chat template", async () => {
    const answer = ["Let me", ' see.\n<tool_call>\n{"name": "get_weather", "arguments": {}}\n</tool_call>'];
    const { generate, engine, promptText } = setUp(script(answer), hermes);
    const events = await generate({ tools: [WEATHER] });
    expect(events.slice(1, -2)).toEqual([
      { type: "text-delta", choice: 0, text: "Let me" },
      { type: "text-delta", choice: 0, text: " see." },
      { type: "tool-call-start", choice: 0, index: 0, kind: "function", id: "call_0", name: "get_weather" },
      { type: "tool-call-delta", choice: 0, index: 0, text: "{}" },
      { type: "tool-call-end", choice: 0, index: 0, complete: true },
    ]);
    expect(promptText()).toContain('<tools>\n{"type": "function", "function": {"name": "get_weather"');
    expect(JSON.parse((engine.requests[0]!.constraint as { format: string }).format).format).toMatchObject({
      type: "triggered_tags",
      triggers: ["<tool_call>"],
      stop_after_first: true,
    });
  });

  it("begins a forced call for the model, and ends a named one with stop", async () => {
    const answer = ['\n{"name": "get_weather", "arguments": {"city": "Oslo"}', "}\n</tool_call>"];
    const { generate, promptText } = setUp(script(answer), hermes);
    const named = { mode: "named", tool: { kind: "function", name: "get_weather" } } as const;
    expect((await generate({ tools: [WEATHER, PATCH], toolChoice: named })).slice(-2)).toEqual(
      ending("stop"),
    );
    expect(promptText().endsWith("<|im_start|>assistant\n<tool_call>")).toBe(true);
    expect((await generate({ tools: [WEATHER], toolChoice: { mode: "required" } })).slice(-2)).toEqual(
      ending("tool-calls"),
    );
  });

  it("says of a call that the token limit cut off that it is not complete", async () => {
    const { generate } = setUp(script(['get_weather\nArguments: {"ci'], "length"));
    expect((await generate({ tools: [WEATHER] })).slice(-3)).toEqual([
      { type: "tool-call-end", choice: 0, index: 0, complete: false },
      ...ending("length"),
    ]);
  });

  it.each([
    ["generic", zephyr],
    ["native", hermes],
  ])("reads no call under none in the %s format, whatever the model says", async (_, description) => {
    const answer =
      'Function: get_weather\nArguments: {}<tool_call>\n{"name": "get_weather", "arguments": {}}\n';
    const { generate, promptText } = setUp(script([answer]), description);
    const events = await generate({ tools: [WEATHER], toolChoice: { mode: "none" } });
    expect(events.slice(1)).toEqual([{ type: "text-delta", choice: 0, text: answer }, ...ending("stop")]);
    expect(promptText()).not.toContain("get_weather");
  });

  it("keeps a model from writing the opening of a native call under none", async () => {
    const { generate, engine } = setUp(script(["ok"]), hermes);
    await generate({ tools: [WEATHER], toolChoice: { mode: "none" } });
    expect(engine.requests[0]?.constraint?.kind).toBe("grammar");
    await generate({});
    expect(engine.requests[1]?.constraint).toBeUndefined();
  });

  it("shows earlier calls, results and answers as the generic format writes them", async () => {
    const conversation: Conversation = [
      { role: "user", content: "Weather?" },
      {
        role: "assistant",
        content: "",
        toolCalls: [{ kind: "function", id: "1", name: "get_weather", arguments: '{"city":"Oslo"}' }],
      },
      { role: "tool", toolCallId: "1", content: "rain" },
      { role: "assistant", content: "It rains." },
      { role: "user", content: "Thanks" },
    ];
    const { generate, promptText } = setUp(script(["none\nBye"]));
    await generate({ tools: [WEATHER] }, conversation);
    for (const part of [
      'Function: get_weather\nArguments: {"city":"Oslo"}</s>',
      "Result of get_weather: rain</s>",
      "Function: none\nIt rains.</s>",
    ]) {
      expect(promptText()).toContain(part);
    }
    await generate({}, conversation);
    expect(promptText().endsWith("<|assistant|>\nFunction: none\n")).toBe(true);
  });

  it("puts the response format before the system message and into the constraint", async () => {
    const schema = { type: "object", properties: { age: { type: "integer" } }, required: ["age"] };
    const { generate, engine, promptText } = setUp(script(["{}"]));
    await generate({ responseFormat: { type: "json-schema", name: "person", schema, strict: true } });
    expect(promptText()).toContain(
      "<|system|>\nAnswer with JSON for person and nothing else:\n{age: integer}\n\nBe brief.</s>",
    );
    expect(engine.requests[0]?.constraint).toEqual({
      kind: "json-schema",
      schema: JSON.stringify(schema),
      strict: true,
    });
    await generate({ responseFormat: { type: "json-object" } }, [{ role: "user", content: "JSON!" }]);
    expect(engine.requests[1]?.constraint).toEqual({ kind: "json-object" });
    expect(promptText()).toContain("<|system|>\nAnswer with a JSON object");
  });

  it("lets an answer with tools and a response format be JSON or calls", async () => {
    const { generate } = setUp(script(['{"a": "<tool_call>"}']), hermes);
    const events = await generate({ tools: [WEATHER], responseFormat: { type: "json-object" } });
    expect(
      events
        .filter((event) => event.type === "text-delta")
        .map((event) => event.text)
        .join(""),
    ).toBe('{"a": "<tool_call>"}');
  });

  it("gives log probabilities with the text they belong to, and none for what is not text", async () => {
    const sampled = (token: string) => ({ token, bytes: [], logProbability: -1, alternatives: [] });
    const events: GenerateEvent[] = script(["none", "\nHi", " you", "."]).map((event) =>
      event.type === "text-delta" ? { ...event, sampled: [sampled(event.text)] } : event,
    );
    const { generate } = setUp(events);
    const deltas = (await generate({ tools: [WEATHER], topLogProbabilities: 0 })).filter(
      (event) => event.type === "text-delta",
    );
    expect(deltas.map(({ text, sampled }) => [text, sampled?.map(({ token }) => token)])).toEqual([
      ["Hi", ["\nHi"]],
      [" you", [" you"]],
      [".", ["."]],
    ]);
  });

  it("bounds an answer by the model where the context leaves more", async () => {
    const { engine, model } = setUp(script([]));
    const signal = new AbortController().signal;
    const run = async (large: ServedModel) => {
      for await (const _ of generateText(large, CHAT, OPTIONS, signal));
      return engine.requests.at(-1)?.maximumTokens;
    };
    expect(await run({ ...model, contextLength: 40_000 })).toBe(32_768);
    const nearlyFull = { ...model, contextLength: 32_788 };
    expect(await run(nearlyFull)).toBe(32_768);
    engine.promptTokens = 21;
    expect(await run(nearlyFull)).toBeUndefined();
  });

  it("ends with one error event, whatever goes wrong", async () => {
    const { generate } = setUp([{ type: "started", promptTokens: 1, cachedTokens: 0 }]);
    expect((await generate()).at(-1)).toMatchObject({ type: "error", error: { code: "crashed" } });
    const image = { type: "image", url: "data:", detail: "auto" } as const;
    expect(await generate({}, [{ role: "user", content: [image] }])).toEqual([
      { type: "error", error: { code: "unsupported-content", contentType: "image", messageIndex: 0 } },
    ]);
    const bad: Tool = {
      kind: "custom",
      name: "bad",
      format: { type: "grammar", syntax: "regex", definition: "(?=x)" },
    };
    expect(await generate({ tools: [bad] })).toMatchObject([
      { type: "error", error: { code: "unsupported-tool", tool: "bad" } },
    ]);
  });

  it("reports a broken chat template", async () => {
    const { generate } = setUp(script(["a"]), { chatTemplate: "{% broken" });
    expect(await generate()).toMatchObject([{ type: "error", error: { code: "template-failed" } }]);
  });

  it("passes cancellation on", async () => {
    const { model, engine } = setUp(script(["a", "b"]));
    const controller = new AbortController();
    const events: TextEvent[] = [];
    for await (const event of generateText(model, CHAT, OPTIONS, controller.signal)) {
      events.push(event);
      if (event.type === "text-delta") controller.abort();
    }
    expect(events.at(-1)).toEqual({ type: "error", error: { code: "cancelled" } });
    expect(await Array.fromAsync(generateText(model, CHAT, OPTIONS, controller.signal))).toEqual([
      { type: "error", error: { code: "cancelled" } },
    ]);
    expect(engine.requests).toHaveLength(1);
  });

  it("counts the tokens of the prompt that it would generate from", async () => {
    const { model } = setUp([]);
    expect(await countPromptTokens(model, CHAT, OPTIONS)).toBe(10);
  });
});
