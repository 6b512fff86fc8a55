import { AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { describe, expect, it } from "vitest";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, person, timeArguments, WORDS_TOKENS, weatherArguments } from "./example-schemas.ts";

const ASK_PERSON = "Anna, 30, from Oslo, likes chess and tea.";
const ASK_WEATHER = "What is the weather in Rome in celsius?";

const weather = tool(({ city, unit }) => `12 degrees ${unit} in ${city}`, {
  name: "get_weather",
  description: "The weather in a city.",
  schema: weatherArguments,
});
const time = tool(({ zone }) => `Noon in ${zone}`, {
  name: "get_time",
  description: "The time in a zone.",
  schema: timeArguments,
});

const server = useStarterServer();

describe.each([
  ["chat completions", false],
  ["responses", true],
])("LangChain over %s", (_, useResponsesApi) => {
  const model = (maxTokens = ANSWER_TOKENS) =>
    new ChatOpenAI({
      model: "gpt-4.1-nano",
      apiKey: "none",
      configuration: { baseURL: server().url },
      temperature: 0,
      maxTokens,
      maxRetries: 0,
      useResponsesApi,
    });

  it("calls the bound tool that is chosen, and goes on from its result in words", async () => {
    const bound = { strict: true, parallel_tool_calls: false };
    const question = new HumanMessage(ASK_WEATHER);
    const asked = await model()
      .bindTools([weather, time], { ...bound, tool_choice: "get_weather" })
      .invoke([question]);
    expect(asked.invalid_tool_calls ?? []).toEqual([]);
    expect(asked.tool_calls).toHaveLength(1);
    const [call] = asked.tool_calls!;
    expect(call!.name).toBe("get_weather");
    weatherArguments.parse(call!.args);

    const result = await weather.invoke({ ...call!, type: "tool_call" });
    expect(result).toBeInstanceOf(ToolMessage);
    const answered = await model(WORDS_TOKENS)
      .bindTools([weather, time], { ...bound, tool_choice: "none" })
      .invoke([question, asked, result]);
    expect(answered).toBeInstanceOf(AIMessage);
    expect(answered.tool_calls).toEqual([]);
    expect(answered.text).not.toBe("");
  });

  it("streams a call into the same call that it gives whole", async () => {
    const bound = model().bindTools([weather, time], {
      strict: true,
      parallel_tool_calls: false,
      tool_choice: "required",
    });
    const whole = await bound.invoke(ASK_WEATHER);
    let joined: AIMessageChunk | undefined;
    for await (const chunk of await bound.stream(ASK_WEATHER)) joined = joined?.concat(chunk) ?? chunk;
    const named = ({ name, args }: { name: string; args: unknown }) => ({ name, args });
    expect(joined!.tool_calls!.map(named)).toEqual(whole.tool_calls!.map(named));
  });

  it.each(["jsonSchema", "functionCalling"] as const)("gives structured output by %s", async (method) => {
    const structured = model().withStructuredOutput(person, { name: "person", method, strict: true });
    person.parse(await structured.invoke(ASK_PERSON));
  });

  it("streams text that adds up to the whole, with its usage", async () => {
    const words = model(WORDS_TOKENS);
    const whole = await words.invoke("Name three colours.");
    let joined: AIMessageChunk | undefined;
    for await (const chunk of await words.stream("Name three colours.")) {
      joined = joined?.concat(chunk) ?? chunk;
    }
    expect(joined!.text).toBe(whole.text);
    expect(whole.usage_metadata).toMatchObject({ output_tokens: expect.any(Number) });
    expect(joined!.usage_metadata).toEqual(whole.usage_metadata);
  });
});
