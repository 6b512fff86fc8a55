import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, person, timeArguments, WORDS_TOKENS, weatherArguments } from "./example-schemas.ts";

const ASK = "Name three colours.";
const ASK_WEATHER = "What is the weather in Rome in celsius?";

const weatherTool = zodResponsesFunction({
  name: "get_weather",
  description: "The weather in a city.",
  parameters: weatherArguments,
});
const timeTool = zodResponsesFunction({
  name: "get_time",
  description: "The time in a zone.",
  parameters: timeArguments,
});

describe("responses through the openai package", () => {
  const server = useStarterServer();
  const client = () => new OpenAI({ baseURL: server().url, apiKey: "none", maxRetries: 0 });
  const common = { model: "gpt-4.1-nano", temperature: 0, max_output_tokens: ANSWER_TOKENS };
  const brief = { ...common, max_output_tokens: WORDS_TOKENS };

  it("creates a response, keeps it with its input, and forgets it when told to", async () => {
    const { responses } = client();
    const made = await responses.create({ ...brief, input: ASK, instructions: "Be brief." });
    expect(made.output_text).not.toBe("");
    expect(made.usage!.total_tokens).toBe(made.usage!.input_tokens + made.usage!.output_tokens);
    expect(await responses.retrieve(made.id)).toEqual(made);
    const input = await Array.fromAsync(responses.inputItems.list(made.id));
    expect(input).toMatchObject([{ role: "user", content: [{ type: "input_text", text: ASK }] }]);
    await responses.delete(made.id);
    await expect(responses.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it("keeps nothing where store is false", async () => {
    const { responses } = client();
    const made = await responses.create({ ...brief, input: ASK, store: false });
    await expect(responses.retrieve(made.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it("streams numbered events that add up to the response it keeps", async () => {
    const { responses } = client();
    const stream = responses.stream({ ...brief, input: ASK });
    const events = await Array.fromAsync(stream);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events[0]!.type).toBe("response.created");
    expect(events.at(-1)!.type).toMatch(/^response\.(completed|incomplete)$/);
    const text = events.map((event) => (event.type === "response.output_text.delta" ? event.delta : ""));
    const final = await stream.finalResponse();
    expect(text.join("")).toBe(final.output_text);
    expect((await responses.retrieve(final.id)).output_text).toBe(final.output_text);
  });

  it("parses an answer that its zod schema accepts, whole and streamed", async () => {
    const request = {
      ...common,
      input: "Anna, 30, from Oslo, likes chess and tea.",
      text: { format: zodTextFormat(person, "person") },
    };
    const whole = await client().responses.parse(request);
    expect(whole.status).toBe("completed");
    person.parse(whole.output_parsed);
    const streamed = await client().responses.stream(request).finalResponse();
    expect(streamed.output_parsed).toEqual(whole.output_parsed);
  });

  it("goes from a forced call over its output to words, each response on top of the one before", async () => {
    const { responses } = client();
    const asked = await responses.parse({
      ...common,
      input: ASK_WEATHER,
      tools: [weatherTool, timeTool],
      tool_choice: { type: "function", name: "get_weather" },
      parallel_tool_calls: false,
    });
    expect(asked.output.map(({ type }) => type)).toEqual(["function_call"]);
    const [call] = asked.output;
    if (call?.type !== "function_call") throw new Error("the output is a call");
    expect(call.call_id).toMatch(/^call_/);
    weatherArguments.parse(call.parsed_arguments);

    const output = { type: "function_call_output" as const, call_id: call.call_id, output: "12 degrees" };
    const next = { ...brief, input: [output], tools: [weatherTool, timeTool], tool_choice: "none" as const };
    await expect(responses.create(next)).rejects.toBeInstanceOf(BadRequestError);
    const answered = await responses.create({ ...next, previous_response_id: asked.id });
    expect(answered.output.map(({ type }) => type)).toEqual(["message"]);
    expect(answered.output_text).not.toBe("");
    const input = await Array.fromAsync(responses.inputItems.list(answered.id));
    expect(input).toContainEqual(expect.objectContaining(output));
  });

  it("streams a forced call, its arguments in the order they are made", async () => {
    const stream = client().responses.stream({
      ...common,
      input: ASK_WEATHER,
      tools: [weatherTool],
      tool_choice: "required",
      parallel_tool_calls: false,
    });
    let text = "";
    stream.on("response.function_call_arguments.delta", ({ delta, snapshot }) => {
      text += delta;
      expect(snapshot).toBe(text);
    });
    const final = await stream.finalResponse();
    const [call] = final.output;
    if (call?.type !== "function_call") throw new Error("the output is a call");
    expect(text).toBe(call.arguments);
    weatherArguments.parse(call.parsed_arguments);
  });

  it("makes a response in the background, and lets a stream go on where another stopped", async () => {
    const { responses } = client();
    const first = await responses.create({ ...brief, input: ASK, background: true, stream: true });
    let id = "";
    let last = -1;
    for await (const event of first) {
      if (event.type === "response.created" || event.type === "response.queued") id = event.response.id;
      last = event.sequence_number;
      if (last === 3) break;
    }
    const rest = await responses.retrieve(id, { stream: true, starting_after: last });
    const events = await Array.fromAsync(rest);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
      events.map((_, index) => last + 1 + index),
    );
    expect(events.at(-1)!.type).toMatch(/^response\.(completed|incomplete)$/);
    const replayed = await responses.stream({ response_id: id }).finalResponse();
    expect(replayed.output_text).not.toBe("");
    expect((await responses.retrieve(id)).output_text).toBe(replayed.output_text);
  });

  it("cancels a response in the background, once and for all", async () => {
    const { responses } = client();
    const made = await responses.create({
      model: "gpt-4.1-nano",
      input: "Write a very long story about a lighthouse.",
      background: true,
    });
    expect(["queued", "in_progress"]).toContain(made.status);
    expect((await responses.cancel(made.id)).status).toBe("cancelled");
    expect((await responses.cancel(made.id)).status).toBe("cancelled");
    expect((await responses.retrieve(made.id)).status).toBe("cancelled");
  });

  it("counts the tokens of an input as its response does", async () => {
    const { responses } = client();
    const counted = await responses.inputTokens.count({ model: "gpt-4.1-nano", input: ASK });
    const made = await responses.create({ ...brief, input: ASK });
    expect(counted.input_tokens).toBe(made.usage!.input_tokens);
  });

  it("speaks within a conversation, which remembers what was said", async () => {
    const { conversations, responses } = client();
    const { id } = await conversations.create({
      items: [{ type: "message", role: "user", content: "My name is Anna." }],
      metadata: { topic: "names" },
    });
    const question = { model: brief.model, input: "What is my name?" };
    const made = await responses.create({ ...brief, ...question, conversation: id });
    expect(made.conversation).toEqual({ id });
    const alone = await responses.inputTokens.count(question);
    expect(made.usage!.input_tokens).toBeGreaterThan(alone.input_tokens);
    const items = await Array.fromAsync(conversations.items.list(id, { order: "asc", limit: 2 }));
    expect(items).toMatchObject([{ role: "user" }, { role: "user" }, { role: "assistant" }]);
    expect(items[2]).toEqual(made.output[0]);

    const answer = made.output[0]!;
    expect(await conversations.items.retrieve(answer.id!, { conversation_id: id })).toEqual(answer);
    await conversations.items.delete(answer.id!, { conversation_id: id });
    expect(await Array.fromAsync(conversations.items.list(id))).toHaveLength(2);
    expect((await conversations.update(id, { metadata: { topic: "people" } })).metadata).toEqual({
      topic: "people",
    });
    expect((await conversations.delete(id)).deleted).toBe(true);
    await expect(conversations.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
  });
});
