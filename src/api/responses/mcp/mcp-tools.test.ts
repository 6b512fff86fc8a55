import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Script, say } from "../../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { startMcpServer, type TestMcpServer } from "../testing/mcp-server.ts";
import { collect } from "../testing/restartable-server.ts";

let mcp: TestMcpServer;
let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  mcp = await startMcpServer();
  test = await startTestServer({ mcp: { allowedHosts: [mcp.host], timeoutMilliseconds: 1_000 } });
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
beforeEach(() => {
  mcp.called.length = 0;
  test.engine.requests.length = 0;
});
afterEach(() => {
  mcp.status = undefined;
});
afterAll(async () => {
  await test.server.close(0);
  await mcp.close();
});

const model = "gpt-4.1-nano";
const dice = (options: Partial<OpenAI.Responses.Tool.Mcp> = {}): OpenAI.Responses.Tool.Mcp => ({
  type: "mcp",
  server_label: "dice",
  server_url: mcp.url,
  require_approval: "never",
  ...options,
});

/** Says each of these in turn, one a generation. */
function inTurn(...answers: string[]): void {
  const script: Script = (request, signal) =>
    say([answers[test.engine.requests.length - 1] ?? "none\nend"])(request, signal);
  test.engine.script = script;
}
const roll = 'roll\nArguments: {"sides":6}';
const prompt = () =>
  test.engine.requests
    .at(-1)
    ?.prompt.map(({ text }) => text)
    .join("") ?? "";

describe("tools of a remote server", () => {
  it("are listed, called as the model asks, and their results given to it", async () => {
    inTurn(roll, "none\nYou rolled a six.");
    const response = await client.responses.create({ model, input: "Roll.", tools: [dice()] });
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
    expect(mcp.called).toEqual(["roll"]);
    expect(prompt()).toMatch(/Rolls dice\.[\s\S]*rolled 6/);
    expect(response.usage).toMatchObject({ input_tokens: 10, output_tokens: 2 });
  });

  it("are told of in the order of the service", async () => {
    inTurn(roll, "none\nSix.");
    const events = await collect(
      await client.responses.create({ model, input: "Roll.", tools: [dice()], stream: true }),
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
    inTurn(roll, "none\nSix.");
    const first = await client.responses.create({ model, input: "Roll.", tools: [dice()] });
    inTurn("", "", "none\nAgain?");
    const next = await client.responses.create({
      model,
      input: "And?",
      tools: [dice()],
      previous_response_id: first.id,
    });
    expect(next.output.map(({ type }) => type)).toEqual(["message"]);
    expect(prompt()).toMatch(/Roll\.[\s\S]*roll[\s\S]*rolled 6[\s\S]*Six\.[\s\S]*And\?/);
  });

  it("may be narrowed, forced, bounded, and stand beside the client's own", async () => {
    inTurn(roll, roll, "none\nEnough.");
    const limited = await client.responses.create({
      model,
      input: "Roll.",
      tools: [dice()],
      max_tool_calls: 1,
    });
    expect(mcp.called).toEqual(["roll"]);
    expect(limited.output.at(-1)).toMatchObject({ type: "message" });

    const offered = async (tool: OpenAI.Responses.Tool.Mcp, choice?: OpenAI.Responses.ToolChoiceMcp) => {
      test.engine.requests.length = 0;
      inTurn(choice ? roll : "none\nx", "none\nx");
      await client.responses.create({
        model,
        input: "x",
        tools: [tool],
        ...(choice && { tool_choice: choice }),
      });
      const constraint = JSON.stringify(test.engine.requests[0]?.constraint ?? null);
      return ["roll", "break", "wait"].filter((name) => constraint.includes(`${name}\\\\nArguments`));
    };
    expect(await offered(dice())).toEqual(["roll", "break", "wait"]);
    expect(await offered(dice({ allowed_tools: ["break"] }))).toEqual(["break"]);
    expect(await offered(dice({ allowed_tools: { read_only: true } }))).toEqual(["roll"]);
    expect(await offered(dice(), { type: "mcp", server_label: "dice", name: "roll" })).toEqual(["roll"]);

    test.engine.requests.length = 0;
    inTurn(`${roll}\nFunction: roll_dice\nArguments: {}`, "none\nx");
    const own = { type: "function" as const, name: "roll_dice", parameters: null, strict: false };
    const mixed = await client.responses.create({ model, input: "x", tools: [own, dice()] });
    expect(mixed.output.map(({ type }) => type)).toEqual(["mcp_list_tools", "mcp_call", "function_call"]);
    expect(test.engine.requests).toHaveLength(1);
  });

  it("may fail, which the model hears of", async () => {
    inTurn("break\nArguments: {}", "wait\nArguments: {}", "none\nSorry.");
    const response = await client.responses.create({ model, input: "x", tools: [dice()] });
    expect(response.output).toMatchObject([
      {},
      { status: "failed", output: null, error: { type: "mcp_tool_execution_error", content: "it broke" } },
      { status: "failed", output: null, error: { type: "mcp_protocol_error", code: -32001 } },
      { type: "message" },
    ]);
    expect(prompt()).toMatch(/Error: it broke/);
  });

  it("are called again and again only so often", async () => {
    test.engine.script = (request, signal) =>
      say([JSON.stringify(request.constraint ?? null).includes("Arguments") ? roll : "none\nDone."])(
        request,
        signal,
      );
    const response = await client.responses.create({ model, input: "x", tools: [dice()] });
    expect(response.output.at(-1)?.type).toBe("message");
    expect(mcp.called.length).toBeLessThan(30);
  });
});

describe("approvals", () => {
  async function requested() {
    inTurn(roll);
    const first = await client.responses.create({
      model,
      input: "Roll.",
      tools: [dice({ require_approval: "always" })],
    });
    const request = first.output.at(-1);
    if (request?.type !== "mcp_approval_request") throw new Error("There was no request.");
    test.engine.requests.length = 0;
    return { first, request };
  }

  it("are asked for before a call is made", async () => {
    const { first, request } = await requested();
    expect(request).toMatchObject({ name: "roll", arguments: '{"sides":6}', server_label: "dice" });
    expect(first.status).toBe("completed");
    expect(mcp.called).toEqual([]);
  });

  it("let the call be made, once", async () => {
    const { first, request } = await requested();
    inTurn("none\nSix.");
    const approval = {
      type: "mcp_approval_response" as const,
      approval_request_id: request.id,
      approve: true,
    };
    const tools = [dice({ require_approval: "always" })];
    const second = await client.responses.create({
      model,
      input: [approval],
      tools,
      previous_response_id: first.id,
    });
    expect(second.output).toMatchObject([
      { type: "mcp_call", approval_request_id: request.id, output: "rolled 6", status: "completed" },
      { type: "message" },
    ]);
    expect(prompt()).toContain("rolled 6");
    const history = [
      ...(first.output as OpenAI.Responses.ResponseInputItem[]),
      approval,
      ...(second.output as OpenAI.Responses.ResponseInputItem[]),
      { role: "user" as const, content: "Thanks." },
    ];
    await client.responses.create({ model, input: history, tools });
    expect(mcp.called).toEqual(["roll"]);
  });

  it("may be denied, with a reason", async () => {
    const { first, request } = await requested();
    inTurn("none\nAs you wish.");
    const denial = {
      type: "mcp_approval_response" as const,
      approval_request_id: request.id,
      approve: false,
      reason: "Too risky.",
    };
    await client.responses.create({
      model,
      input: [denial],
      tools: [dice()],
      previous_response_id: first.id,
    });
    expect(mcp.called).toEqual([]);
    expect(prompt()).toContain("did not approve this call. Too risky.");
  });

  it("are only for requests that were made, to servers that are there", async () => {
    const { first, request } = await requested();
    const approve = { type: "mcp_approval_response" as const, approve: true };
    const unknown = { ...approve, approval_request_id: "mcpr_0" };
    await expect(client.responses.create({ model, input: [unknown], tools: [dice()] })).rejects.toThrow(
      "No MCP approval request found with id 'mcpr_0'.",
    );
    const known = { ...approve, approval_request_id: request.id };
    await expect(
      client.responses.create({ model, input: [known], previous_response_id: first.id }),
    ).rejects.toThrow("MCP server 'dice' not found in 'tools' parameter.");
  });

  it("may be needed for some tools only", async () => {
    const tools = [dice({ require_approval: { never: { read_only: true } } })];
    inTurn(roll, "break\nArguments: {}");
    const { output } = await client.responses.create({ model, input: "x", tools });
    expect(output.map(({ type }) => type)).toEqual(["mcp_list_tools", "mcp_call", "mcp_approval_request"]);
  });
});

describe("remote servers", () => {
  it("are reached only where the operator allows it", async () => {
    const stranger = await startTestServer();
    const other = new OpenAI({ baseURL: stranger.url, apiKey: "none", maxRetries: 0 });
    await expect(other.responses.create({ model, input: "x", tools: [dice()] })).rejects.toMatchObject({
      status: 400,
      code: "mcp_server_not_allowed",
      param: "tools[0].server_url",
    });
    await stranger.server.close(0);
    for (const server_url of ["http://127.0.0.1:1/", "http://localhost/", "file:///etc/passwd", "nonsense"]) {
      await expect(
        client.responses.create({ model, input: "x", tools: [dice({ server_url })] }),
      ).rejects.toMatchObject({ status: 400, param: "tools[0].server_url" });
    }
    expect(mcp.called).toEqual([]);
  });

  it("get the headers of the request, which no response repeats", async () => {
    inTurn("none\nx");
    const tool = dice({ authorization: "secret", headers: { "x-tea": "green", host: "evil.example" } });
    const response = await client.responses.create({ model, input: "x", tools: [tool] });
    expect(mcp.headers).toMatchObject({ authorization: "Bearer secret", "x-tea": "green", host: mcp.host });
    expect(JSON.stringify(response)).not.toMatch(/secret|green/);
    expect(JSON.stringify(await client.responses.retrieve(response.id))).not.toMatch(/secret|green/);
    const broken = dice({ headers: { "a b": "c" } });
    await expect(client.responses.create({ model, input: "x", tools: [broken] })).rejects.toMatchObject({
      param: "tools[0].headers",
    });
  });

  it.each([500, 401, 0])("that cannot list their tools fail the request: %s", async (status) => {
    mcp.status = status;
    await expect(client.responses.create({ model, input: "x", tools: [dice()] })).rejects.toMatchObject({
      status: 424,
      type: "external_connector_error",
      param: "tools",
      message: expect.stringContaining("Error retrieving tool list from MCP server: 'dice'."),
    });
  });

  it("may not be named twice, nor be the service's own connectors", async () => {
    await expect(
      client.responses.create({ model, input: "x", tools: [dice(), dice()] }),
    ).rejects.toMatchObject({
      param: "tools[1].server_label",
    });
    const connector = { type: "mcp", server_label: "mail", connector_id: "connector_gmail" } as const;
    await expect(client.responses.create({ model, input: "x", tools: [connector] })).rejects.toThrow(
      /connector_id/,
    );
  });
});
