import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { say } from "../../testing/scripted-engine.ts";
import { McpTest, ROLL } from "../testing/mcp-client.ts";
import { collect } from "../testing/restartable-server.ts";

let context: McpTest;
beforeAll(async () => {
  context = await McpTest.start();
});
beforeEach(() => context.forget());
afterAll(() => context.close());

const model = "gpt-4.1-nano";

describe("tools of a remote server", () => {
  it("are listed, called as the model asks, and their results given to it", async () => {
    context.inTurn(ROLL, "none\nYou rolled a six.");
    const response = await context.client.responses.create({
      model,
      input: "Roll.",
      tools: [context.dice()],
    });
    expect(response.output).toMatchObject([
      {
        type: "mcp_list_tools",
        server_label: "dice",
        error: null,
        tools: [{ name: "roll", description: "Rolls dice.", input_schema: { type: "object" } }, {}, {}],
      },
      {
        type: "mcp_call",
        server_label: "dice",
        name: "roll",
        arguments: '{"sides":6}',
        output: "rolled 6",
        error: null,
        status: "completed",
        approval_request_id: null,
      },
      { type: "message", content: [{ text: "You rolled a six." }] },
    ]);
    expect(context.mcp.called).toEqual(["roll"]);
    expect(context.prompt).toMatch(/Rolls dice\.[\s\S]*rolled 6/);
    expect(response.usage).toMatchObject({ input_tokens: 10, output_tokens: 2 });
  });

  it("are told of in the order of the service", async () => {
    context.inTurn(ROLL, "none\nSix.");
    const events = await collect(
      await context.client.responses.create({ model, input: "Roll.", tools: [context.dice()], stream: true }),
    );
    expect(events.map(({ type }) => type.replace("response.", ""))).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "mcp_list_tools.in_progress",
      "mcp_list_tools.completed",
      "output_item.done",
      "output_item.added",
      "mcp_call.in_progress",
      "mcp_call_arguments.delta",
      "mcp_call_arguments.done",
      "mcp_call.completed",
      "output_item.done",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed",
    ]);
  });

  it("are listed once in a chain, whose calls the model remembers", async () => {
    context.inTurn(ROLL, "none\nSix.");
    const first = await context.client.responses.create({ model, input: "Roll.", tools: [context.dice()] });
    context.inTurn("", "", "none\nAgain?");
    const next = await context.client.responses.create({
      model,
      input: "And?",
      tools: [context.dice()],
      previous_response_id: first.id,
    });
    expect(next.output.map(({ type }) => type)).toEqual(["message"]);
    expect(context.prompt).toMatch(/Roll\.[\s\S]*roll[\s\S]*rolled 6[\s\S]*Six\.[\s\S]*And\?/);
  });

  it("may be narrowed, forced, bounded, and stand beside the client's own", async () => {
    context.inTurn(ROLL, ROLL, "none\nEnough.");
    const limited = await context.client.responses.create({
      model,
      input: "Roll.",
      tools: [context.dice()],
      max_tool_calls: 1,
    });
    expect(context.mcp.called).toEqual(["roll"]);
    expect(limited.output.at(-1)).toMatchObject({ type: "message" });

    const offered = async (tool: OpenAI.Responses.Tool.Mcp, choice?: OpenAI.Responses.ToolChoiceMcp) => {
      context.test.engine.requests.length = 0;
      context.inTurn(choice ? ROLL : "none\nx", "none\nx");
      await context.client.responses.create({
        model,
        input: "x",
        tools: [tool],
        ...(choice && { tool_choice: choice }),
      });
      const constraint = JSON.stringify(context.test.engine.requests[0]?.constraint ?? null);
      return ["roll", "break", "wait"].filter((name) => constraint.includes(`${name}\\\\nArguments`));
    };
    expect(await offered(context.dice())).toEqual(["roll", "break", "wait"]);
    expect(await offered(context.dice({ allowed_tools: ["break"] }))).toEqual(["break"]);
    expect(await offered(context.dice({ allowed_tools: { read_only: true } }))).toEqual(["roll"]);
    expect(await offered(context.dice(), { type: "mcp", server_label: "dice", name: "roll" })).toEqual([
      "roll",
    ]);

    context.test.engine.requests.length = 0;
    context.inTurn(`${ROLL}\nFunction: roll_dice\nArguments: {}`, "none\nx");
    const own = { type: "function" as const, name: "roll_dice", parameters: null, strict: false };
    const mixed = await context.client.responses.create({ model, input: "x", tools: [own, context.dice()] });
    expect(mixed.output.map(({ type }) => type)).toEqual(["mcp_list_tools", "mcp_call", "function_call"]);
    expect(context.test.engine.requests).toHaveLength(1);
  });

  it("may fail, which the model hears of", async () => {
    context.inTurn("break\nArguments: {}", "wait\nArguments: {}", "none\nSorry.");
    const response = await context.client.responses.create({ model, input: "x", tools: [context.dice()] });
    expect(response.output).toMatchObject([
      {},
      { status: "failed", output: null, error: { type: "mcp_tool_execution_error", content: "it broke" } },
      { status: "failed", output: null, error: { type: "mcp_protocol_error", code: -32001 } },
      { type: "message" },
    ]);
    expect(context.prompt).toMatch(/Error: it broke/);
  });

  it("are called again and again only so often", async () => {
    context.test.engine.script = (request, signal) =>
      say([JSON.stringify(request.constraint ?? null).includes("Arguments") ? ROLL : "none\nDone."])(
        request,
        signal,
      );
    const response = await context.client.responses.create({ model, input: "x", tools: [context.dice()] });
    expect(response.output.at(-1)?.type).toBe("message");
    expect(context.mcp.called.length).toBeLessThan(30);
  });
});
