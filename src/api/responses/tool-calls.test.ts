import type OpenAI from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fail, say } from "../testing/scripted-engine.ts";
import { collect } from "./testing/restartable-server.ts";
import { serveHello } from "./testing/serve-hello.ts";

const { test, client } = await serveHello();

const model = "gpt-4.1-nano";
const weather: OpenAI.Responses.FunctionTool = {
  type: "function",
  name: "get_weather",
  parameters: { type: "object", properties: { city: { type: "string" } } },
  strict: false,
};
const shell: OpenAI.Responses.CustomTool = { type: "custom", name: "shell" };

/** What weights without a tool format of their own say to call functions. */
const calls = (...made: [name: string, payload: string][]) =>
  say([made.map(([name, payload]) => `${name}\nArguments: ${payload}`).join("\nFunction: ")]);
const words = (text: string) => say([`none\n${text}`]);

const prompt = () =>
  test.engine.requests
    .at(-1)
    ?.prompt.map(({ text }) => text)
    .join("") ?? "";

describe("function calls", () => {
  it("go back and forth along a chain of responses", async () => {
    test.engine.script = calls(["get_weather", '{"city":"Paris"}']);
    const first = await client.responses.create({ model, input: "Weather in Paris?", tools: [weather] });
    const [call] = first.output;
    expect(first.status).toBe("completed");
    if (call?.type !== "function_call") throw new Error("There was no call.");
    expect(call).toMatchObject({ name: "get_weather", arguments: '{"city":"Paris"}' });

    test.engine.script = words("It is sunny.");
    const request = { model, tools: [weather], previous_response_id: first.id };
    await expect(client.responses.create({ ...request, input: "Well?" })).rejects.toThrow(
      `No tool output found for function call ${call.call_id}.`,
    );
    const output = {
      type: "function_call_output" as const,
      call_id: call.call_id,
      output: "sunny, 25 degrees",
    };
    const second = await client.responses.create({ ...request, input: [output] });
    expect(second.output_text).toBe("It is sunny.");
    expect(prompt()).toMatch(/Weather in Paris\?[\s\S]*get_weather[\s\S]*Paris[\s\S]*sunny, 25 degrees/);
    await client.responses.create({ model, input: "Thanks", previous_response_id: second.id });
    expect(prompt()).toMatch(/sunny, 25 degrees[\s\S]*It is sunny\.[\s\S]*Thanks/);
  });

  it("may be several, each with its own ids, streamed one after the other", async () => {
    test.engine.script = calls(["get_weather", '{"city":"Paris"}'], ["get_weather", '{"city":"Rome"}']);
    const stream = await client.responses.create({
      model,
      input: "And Rome?",
      tools: [weather],
      stream: true,
    });
    const events = await collect(stream);
    const done = events.filter((event) => event.type === "response.function_call_arguments.done");
    expect(done.map((event) => [event.output_index, "name" in event && event.name, event.arguments])).toEqual(
      [
        [0, "get_weather", '{"city":"Paris"}'],
        [1, "get_weather", '{"city":"Rome"}'],
      ],
    );
  });

  it("of custom tools carry free text", async () => {
    test.engine.script = calls(["shell", '{"input":"ls -l"}']);
    const response = await client.responses.create({ model, input: "List files", tools: [shell] });
    expect(response.output).toMatchObject([{ type: "custom_tool_call", name: "shell", input: "ls -l" }]);
    const [call] = response.output;
    const callId = call?.type === "custom_tool_call" ? call.call_id : "";
    test.engine.script = words("Two files.");
    const input = [{ type: "custom_tool_call_output" as const, call_id: callId, output: "a b" }];
    const next = await client.responses.create({
      model,
      input,
      tools: [shell],
      previous_response_id: response.id,
    });
    expect(next.output_text).toBe("Two files.");
  });

  it("live in conversations too", async () => {
    const { id: conversation } = await client.conversations.create({});
    test.engine.script = calls(["get_weather", '{"city":"Paris"}']);
    const first = await client.responses.create({ model, input: "Weather?", tools: [weather], conversation });
    const [call] = first.output;
    const callId = call?.type === "function_call" ? call.call_id : "";
    test.engine.script = words("Sunny.");
    const input = [{ type: "function_call_output" as const, call_id: callId, output: "sunny" }];
    await client.responses.create({ model, input, tools: [weather], conversation });
    const items = await collect(client.conversations.items.list(conversation, { order: "asc" }));
    expect(items.map(({ type }) => type)).toEqual([
      "message",
      "function_call",
      "function_call_output",
      "message",
    ]);
  });

  it("are parsed by the official client, strict where nothing else is said", async () => {
    test.engine.script = calls(["get_weather", '{"city":"Paris"}']);
    const tool = zodResponsesFunction({ name: "get_weather", parameters: z.object({ city: z.string() }) });
    const response = await client.responses.parse({ model, input: "Weather?", tools: [tool] });
    expect(response.output).toMatchObject([{ parsed_arguments: { city: "Paris" } }]);
    const { strict: _, ...unsaid } = weather;
    const { tools } = await client.responses.create({ model, input: "x", tools: [unsaid as typeof weather] });
    expect(tools).toMatchObject([
      { strict: true, parameters: { required: ["city"], additionalProperties: false } },
    ]);
  });
});

describe("the choice of tools", () => {
  const constraintFor = async (tool_choice: OpenAI.Responses.ResponseCreateParams["tool_choice"]) => {
    test.engine.script = calls(["get_weather", "{}"]);
    await client.responses.create({
      model,
      input: "x",
      tools: [weather, shell],
      ...(tool_choice && { tool_choice }),
    });
    return JSON.stringify(test.engine.requests.at(-1)?.constraint ?? null);
  };

  it("decides what the answer can be", async () => {
    const names = ["get_weather", "shell"];
    const offered = async (choice: Parameters<typeof constraintFor>[0]) => {
      const constraint = await constraintFor(choice);
      return names.filter((name) => constraint.includes(`${name}\\\\nArguments`));
    };
    expect(await offered("auto")).toEqual(names);
    expect(await offered("required")).toEqual(names);
    expect(await offered("none")).toEqual([]);
    expect(await offered({ type: "function", name: "get_weather" })).toEqual(["get_weather"]);
    expect(await offered({ type: "custom", name: "shell" })).toEqual(["shell"]);
    const tools = [{ type: "function", name: "get_weather" }];
    expect(await offered({ type: "allowed_tools", mode: "auto", tools })).toEqual(["get_weather"]);
    expect(await constraintFor({ type: "allowed_tools", mode: "required", tools })).not.toContain("none");
    expect(await constraintFor("auto")).toContain("none");
  });

  it("is repeated in the response as it was made", async () => {
    test.engine.script = calls(["get_weather", "{}"]);
    const tool_choice = { type: "function" as const, name: "get_weather" };
    const response = await client.responses.create({ model, input: "x", tools: [weather], tool_choice });
    expect(response.tool_choice).toEqual(tool_choice);
    expect(response.parallel_tool_calls).toBe(true);
  });

  it("refuses two tools of one name", async () => {
    await expect(
      client.responses.create({ model, input: "x", tools: [weather, { ...shell, name: "get_weather" }] }),
    ).rejects.toMatchObject({ status: 400, param: "tools[1].name" });
  });
});

describe("structured outputs", () => {
  const format = zodTextFormat(z.object({ city: z.string() }), "place");

  it("are asked for as a constraint, and parsed by the official client", async () => {
    test.engine.script = say(['{"city":', '"Paris"}']);
    const response = await client.responses.parse({ model, input: "Where?", text: { format } });
    expect(response.output_parsed).toEqual({ city: "Paris" });
    expect(response.text?.format).toMatchObject({ type: "json_schema", name: "place", strict: true });
    expect(test.engine.requests.at(-1)?.constraint).toMatchObject({ kind: "json-schema", strict: true });
  });

  it("are refused in the service's words where they cannot be had", async () => {
    test.engine.script = fail({
      code: "invalid-constraint",
      message: "In context=(), 'x' is not permitted.",
    });
    await expect(client.responses.create({ model, input: "x", text: { format } })).rejects.toMatchObject({
      status: 400,
      param: "text.format.schema",
      code: "invalid_json_schema",
      message: "400 Invalid schema for response_format 'place': In context=(), 'x' is not permitted.",
    });
    await expect(client.responses.create({ model, input: "x", tools: [weather] })).rejects.toMatchObject({
      status: 400,
      param: "tools[0].parameters",
      code: "invalid_function_parameters",
      message: "400 Invalid schema for function 'get_weather': In context=(), 'x' is not permitted.",
    });
  });
});
