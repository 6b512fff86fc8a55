import { describe, expect, it } from "vitest";
import type { ServedModel } from "../served-models.ts";
import type { Tool } from "../tool.ts";
import { CHAT, ending, OPTIONS, setUp } from "./fixtures/generation.ts";
import { script } from "./fixtures/scripted-engine.ts";
import { countPromptTokens, generateText } from "./generate-text.ts";
import type { TextEvent } from "./text-event.ts";

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
