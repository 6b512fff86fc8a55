import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { McpTest, ROLL } from "../testing/mcp-client.ts";

let context: McpTest;
beforeAll(async () => {
  context = await McpTest.start();
});
beforeEach(() => context.forget());
afterAll(() => context.close());

const model = "gpt-4.1-nano";

describe("approvals", () => {
  async function requested() {
    context.inTurn(ROLL);
    const first = await context.client.responses.create({
      model,
      input: "Roll.",
      tools: [context.dice({ require_approval: "always" })],
    });
    const request = first.output.at(-1);
    if (request?.type !== "mcp_approval_request") throw new Error("There was no request.");
    context.test.engine.requests.length = 0;
    return { first, request };
  }

  it("are asked for before a call is made", async () => {
    const { first, request } = await requested();
    expect(request).toMatchObject({ name: "roll", arguments: '{"sides":6}', server_label: "dice" });
    expect(first.status).toBe("completed");
    expect(context.mcp.called).toEqual([]);
  });

  it("let the call be made, once", async () => {
    const { first, request } = await requested();
    context.inTurn("none\nSix.");
    const approval = {
      type: "mcp_approval_response" as const,
      approval_request_id: request.id,
      approve: true,
    };
    const tools = [context.dice({ require_approval: "always" })];
    const second = await context.client.responses.create({
      model,
      input: [approval],
      tools,
      previous_response_id: first.id,
    });
    expect(second.output).toMatchObject([
      { type: "mcp_call", approval_request_id: request.id, output: "rolled 6", status: "completed" },
      { type: "message" },
    ]);
    expect(context.prompt).toContain("rolled 6");
    const history = [
      ...(first.output as OpenAI.Responses.ResponseInputItem[]),
      approval,
      ...(second.output as OpenAI.Responses.ResponseInputItem[]),
      { role: "user" as const, content: "Thanks." },
    ];
    await context.client.responses.create({ model, input: history, tools });
    expect(context.mcp.called).toEqual(["roll"]);
  });

  it("may be denied, with a reason", async () => {
    const { first, request } = await requested();
    context.inTurn("none\nAs you wish.");
    const denial = {
      type: "mcp_approval_response" as const,
      approval_request_id: request.id,
      approve: false,
      reason: "Too risky.",
    };
    await context.client.responses.create({
      model,
      input: [denial],
      tools: [context.dice()],
      previous_response_id: first.id,
    });
    expect(context.mcp.called).toEqual([]);
    expect(context.prompt).toContain("did not approve this call. Too risky.");
  });

  it("are only for requests that were made, to servers that are there", async () => {
    const { first, request } = await requested();
    const approve = { type: "mcp_approval_response" as const, approve: true };
    const unknown = { ...approve, approval_request_id: "mcpr_0" };
    await expect(
      context.client.responses.create({ model, input: [unknown], tools: [context.dice()] }),
    ).rejects.toThrow("No MCP approval request found with id 'mcpr_0'.");
    const known = { ...approve, approval_request_id: request.id };
    await expect(
      context.client.responses.create({ model, input: [known], previous_response_id: first.id }),
    ).rejects.toThrow("MCP server 'dice' not found in 'tools' parameter.");
  });

  it("may be needed for some tools only", async () => {
    const tools = [context.dice({ require_approval: { never: { read_only: true } } })];
    context.inTurn(ROLL, "break\nArguments: {}");
    const { output } = await context.client.responses.create({ model, input: "x", tools });
    expect(output.map(({ type }) => type)).toEqual(["mcp_list_tools", "mcp_call", "mcp_approval_request"]);
  });
});
