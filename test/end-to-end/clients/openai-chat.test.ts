import { randomUUID } from "node:crypto";
import OpenAI, { NotFoundError } from "openai";
import { LengthFinishReasonError } from "openai/core/error";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, person, timeArguments, WORDS_TOKENS, weatherArguments } from "./example-schemas.ts";

const MODEL = "gpt-4.1-nano";
const ASK_PERSON = [{ role: "user" as const, content: "Anna, 30, from Oslo, likes chess and tea." }];
const ASK_WEATHER = [{ role: "user" as const, content: "What is the weather in Rome in celsius?" }];

const weatherTool = zodFunction({
  name: "get_weather",
  description: "The weather in a city.",
  parameters: weatherArguments,
  function: ({ city, unit }) => `12 degrees ${unit} in ${city}`,
});
const timeTool = zodFunction({
  name: "get_time",
  description: "The time in a zone.",
  parameters: timeArguments,
  function: ({ zone }) => `Noon in ${zone}`,
});

describe("chat completions through the openai package", () => {
  const server = useStarterServer();
  const client = () => new OpenAI({ baseURL: server().url, apiKey: "none", maxRetries: 0 });
  const common = { model: MODEL, temperature: 0, max_completion_tokens: ANSWER_TOKENS };

  it("parses an answer that its zod schema accepts", async () => {
    const completion = await client().chat.completions.parse({
      ...common,
      messages: ASK_PERSON,
      response_format: zodResponseFormat(person, "person"),
    });
    const [choice] = completion.choices;
    expect(choice!.finish_reason).toBe("stop");
    expect(choice!.message.refusal).toBeNull();
    expect(person.parse(JSON.parse(choice!.message.content!))).toEqual(choice!.message.parsed);
    expect(Object.keys(choice!.message.parsed!)).toEqual(["name", "age", "likes", "address"]);
  });

  it("never lets a cut answer pass for whole", async () => {
    const cut = client().chat.completions.parse({
      ...common,
      max_completion_tokens: 3,
      messages: ASK_PERSON,
      response_format: zodResponseFormat(person, "person"),
    });
    await expect(cut).rejects.toBeInstanceOf(LengthFinishReasonError);
  });

  it("streams what it parses", async () => {
    const stream = client().chat.completions.stream({
      ...common,
      messages: ASK_PERSON,
      response_format: zodResponseFormat(person, "person"),
    });
    let text = "";
    stream.on("content.delta", ({ delta }) => {
      text += delta;
    });
    const completion = await stream.finalChatCompletion();
    expect(text).toBe(completion.choices[0]!.message.content);
    person.parse(completion.choices[0]!.message.parsed);
  });

  it("calls the function that a request names, with arguments that its schema accepts", async () => {
    const completion = await client().chat.completions.parse({
      ...common,
      messages: ASK_WEATHER,
      tools: [weatherTool, timeTool],
      tool_choice: { type: "function", function: { name: "get_time" } },
      parallel_tool_calls: false,
    });
    const { message } = completion.choices[0]!;
    expect(message.content).toBeNull();
    const call = onlyCall(message.tool_calls);
    expect(call.id).toMatch(/^call_[A-Za-z0-9]{24}$/);
    expect(call.function.name).toBe("get_time");
    timeArguments.parse(call.function.parsed_arguments);
  });

  it("streams a forced call piece by piece into the same call", async () => {
    const stream = client().chat.completions.stream({
      ...common,
      messages: ASK_WEATHER,
      tools: [weatherTool],
      tool_choice: "required",
      parallel_tool_calls: false,
    });
    let text = "";
    stream.on("tool_calls.function.arguments.delta", ({ arguments_delta }) => {
      text += arguments_delta;
    });
    const completion = await stream.finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice!.finish_reason).toBe("tool_calls");
    const call = onlyCall(choice!.message.tool_calls);
    expect(text).toBe(call.function.arguments);
    weatherArguments.parse(call.function.parsed_arguments);
  });

  it("runs tools round after round, each result for the call that asked for it", async () => {
    const runner = client().chat.completions.runTools(
      {
        ...common,
        messages: ASK_WEATHER,
        tools: [weatherTool, timeTool],
        tool_choice: "required",
        parallel_tool_calls: false,
      },
      { maxChatCompletions: 2 },
    );
    await runner.done();
    const [question, ...rounds] = runner.messages;
    expect(question).toEqual(ASK_WEATHER[0]);
    expect(rounds.map(({ role }) => role)).toEqual(["assistant", "tool", "assistant", "tool"]);
    expectPairedCalls(runner.messages);
    for (const message of rounds) {
      if (message.role === "tool") expect(message.content).toMatch(/^(12 degrees|Noon in)/);
    }
  });

  it("runs the tool that is named once, and streams", async () => {
    const runner = client().chat.completions.runTools({
      ...common,
      stream: true,
      messages: ASK_WEATHER,
      tools: [weatherTool, timeTool],
      tool_choice: { type: "function", function: { name: "get_weather" } },
    });
    await runner.done();
    expect(runner.messages.filter(({ role }) => role === "assistant")).toHaveLength(1);
    expectPairedCalls(runner.messages);
  });

  it("answers in words, and calls nothing, where calls are forbidden after a result", async () => {
    const { choices } = await client().chat.completions.create({
      ...common,
      max_completion_tokens: WORDS_TOKENS,
      messages: [
        ...ASK_WEATHER,
        {
          role: "assistant",
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "get_weather", arguments: '{"city":"Rome","unit":"celsius"}' },
            },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "12 degrees" },
      ],
      tools: [weatherTool, timeTool],
      tool_choice: "none",
    });
    expect(choices[0]!.message.tool_calls).toBeUndefined();
    expect(choices[0]!.message.content).not.toBe("");
  });

  it("keeps completions that ask for it: listed, read, marked, deleted", async () => {
    const { completions } = client().chat;
    const run = randomUUID();
    const made = await completions.create({
      ...common,
      max_completion_tokens: WORDS_TOKENS,
      messages: ASK_WEATHER,
      store: true,
      metadata: { run },
    });
    const listed = await Array.fromAsync(completions.list({ metadata: { run } }));
    expect(listed.map(({ id }) => id)).toEqual([made.id]);
    const stored = await completions.retrieve(made.id);
    expect(stored.choices[0]!.message.content).toBe(made.choices[0]!.message.content);
    const messages = await Array.fromAsync(completions.messages.list(made.id));
    expect(messages).toMatchObject([{ id: `${made.id}-0`, ...ASK_WEATHER[0] }]);
    const marked = await completions.update(made.id, { metadata: { run, good: "yes" } });
    expect(marked.metadata).toEqual({ run, good: "yes" });
    expect((await completions.delete(made.id)).deleted).toBe(true);
    await expect(completions.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

function onlyCall<Call extends { readonly type: string }>(calls: readonly Call[] | undefined) {
  expect(calls).toHaveLength(1);
  return calls![0] as Extract<Call, { type: "function" }>;
}

/** Each call of an answer has its result directly behind that answer, under the same id. */
function expectPairedCalls(messages: readonly OpenAI.ChatCompletionMessageParam[]): void {
  const ids = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message.role !== "assistant") continue;
    const calls = message.tool_calls ?? [];
    expect(calls.length).toBeGreaterThan(0);
    const results = messages.slice(index + 1, index + 1 + calls.length);
    expect(results).toMatchObject(calls.map(({ id }) => ({ role: "tool", tool_call_id: id })));
    for (const { id } of calls) ids.add(id);
  }
  const results = messages.filter(({ role }) => role === "tool");
  expect(ids.size).toBe(results.length);
}
