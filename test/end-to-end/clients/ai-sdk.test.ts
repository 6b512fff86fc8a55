import { createOpenAI } from "@ai-sdk/openai";
import { generateObject, generateText, isStepCount, Output, streamText, tool } from "ai";
import { describe, expect, it } from "vitest";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, person, timeArguments, WORDS_TOKENS, weatherArguments } from "./example-schemas.ts";

const ASK = "Name three colours.";
const ASK_PERSON = "Anna, 30, from Oslo, likes chess and tea.";
const ASK_WEATHER = "What is the weather in Rome in celsius?";

const tools = {
  get_weather: tool({
    description: "The weather in a city.",
    inputSchema: weatherArguments,
    strict: true,
    execute: ({ city, unit }) => `12 degrees ${unit} in ${city}`,
  }),
  get_time: tool({
    description: "The time in a zone.",
    inputSchema: timeArguments,
    strict: true,
    execute: ({ zone }) => `Noon in ${zone}`,
  }),
};

/** Two rounds of calls, one of each tool, and then words. */
const rounds = {
  tools,
  providerOptions: { openai: { parallelToolCalls: false } },
  stopWhen: isStepCount(3),
  prepareStep: ({ stepNumber }: { stepNumber: number }) => {
    if (stepNumber === 0) return { toolChoice: "required" as const };
    if (stepNumber === 1) return { toolChoice: { type: "tool" as const, toolName: "get_time" as const } };
    return { toolChoice: "none" as const };
  },
};

const server = useStarterServer();

function settings(api: "chat" | "responses") {
  const provider = createOpenAI({ baseURL: server().url, apiKey: "none" });
  const model = provider[api]("gpt-4.1-nano");
  return { model, temperature: 0, maxOutputTokens: ANSWER_TOKENS, maxRetries: 0 };
}

describe.each(["chat", "responses"] as const)("the AI SDK's openai.%s", (api) => {
  const common = () => settings(api);

  it("generates text over several steps, each result for the call that asked for it", async () => {
    const { steps, text } = await generateText({ ...common(), ...rounds, prompt: ASK_WEATHER });
    expect(steps).toHaveLength(3);
    for (const step of steps.slice(0, 2)) {
      const [call] = step.toolCalls;
      const schema = call!.toolName === "get_weather" ? weatherArguments : timeArguments;
      schema.parse(call!.input);
      expect(step.toolResults.map(({ toolCallId }) => toolCallId)).toEqual([call!.toolCallId]);
    }
    expect(steps[1]!.toolCalls[0]!.toolName).toBe("get_time");
    expect(steps[2]!.toolCalls).toEqual([]);
    expect(text).not.toBe("");
  });

  it("streams several steps, every part opened before it goes on and closed once", async () => {
    const result = streamText({ ...common(), ...rounds, prompt: ASK_WEATHER });
    const open = new Set<string>();
    const inputs = new Map<string, string>();
    const outcome: string[] = [];
    for await (const part of result.stream) {
      if (part.type === "error") throw part.error;
      if (part.type === "tool-input-start" || part.type === "text-start") {
        expect(open).not.toContain(part.id);
        open.add(part.id);
      }
      if (part.type === "tool-input-delta") {
        expect(open).toContain(part.id);
        inputs.set(part.id, (inputs.get(part.id) ?? "") + part.delta);
      }
      if (part.type === "tool-input-end" || part.type === "text-end") expect(open.delete(part.id)).toBe(true);
      if (part.type === "tool-call") {
        expect(JSON.parse(inputs.get(part.toolCallId)!)).toEqual(part.input);
        outcome.push(part.type);
      }
      if (part.type === "tool-result" || part.type === "finish-step" || part.type === "finish") {
        outcome.push(part.type);
      }
    }
    expect(open.size).toBe(0);
    const round = ["tool-call", "tool-result", "finish-step"];
    expect(outcome).toEqual([...round, ...round, "finish-step", "finish"]);
    expect(await result.text).not.toBe("");
  });

  it("streams text, and says what it cost", async () => {
    const result = streamText({ ...common(), maxOutputTokens: WORDS_TOKENS, prompt: ASK });
    let text = "";
    for await (const delta of result.textStream) text += delta;
    expect(text).toBe(await result.text);
    const usage = await result.usage;
    expect(usage.outputTokens).toBeGreaterThan(0);
    expect(usage.totalTokens).toBe(usage.inputTokens! + usage.outputTokens!);
  });

  it("generates an object that its schema accepts", async () => {
    const { object, finishReason } = await generateObject({
      ...common(),
      schema: person,
      prompt: ASK_PERSON,
    });
    expect(finishReason).toBe("stop");
    person.parse(object);
  });

  it("streams an object that grows into what its schema accepts", async () => {
    const result = streamText({
      ...common(),
      output: Output.object({ schema: person }),
      prompt: ASK_PERSON,
    });
    const partials = await Array.fromAsync(result.partialOutputStream);
    expect(partials.at(-1)).toEqual(person.parse(await result.output));
  });
});

describe("the AI SDK's openai.responses without storage", () => {
  it("sends what was said as whole items, and goes on from them", async () => {
    const { steps, text } = await generateText({
      ...settings("responses"),
      ...rounds,
      providerOptions: { openai: { parallelToolCalls: false, store: false } },
      prompt: ASK_WEATHER,
    });
    expect(steps).toHaveLength(3);
    expect(text).not.toBe("");
  });
});
