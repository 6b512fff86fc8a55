import { describe, expect, it } from "vitest";
import type { GenerateEvent } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { ending, hermes, PATCH, setUp, WEATHER, zephyr } from "./fixtures/generation.ts";
import { script } from "./fixtures/scripted-engine.ts";

describe("generateText with tools", () => {
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

  it("tells a tool called none from no tool", async () => {
    const tool = { ...WEATHER, name: "none" };
    const { generate, promptText } = setUp(script(["the function none\nArguments: {}"]));
    const events = await generate({ tools: [tool] });
    expect(events[1]).toMatchObject({ type: "tool-call-start", name: "none" });
    expect(promptText()).toContain("- the function none(city: string)");
    const silent = setUp(script(["none\nHi"]));
    expect((await silent.generate({ tools: [tool] }))[1]).toMatchObject({ type: "text-delta", text: "Hi" });
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
});
