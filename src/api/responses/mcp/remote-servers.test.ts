import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import { McpTest } from "../testing/mcp-client.ts";

let context: McpTest;
beforeAll(async () => {
  context = await McpTest.start();
});
beforeEach(() => context.forget());
afterAll(() => context.close());

const model = "gpt-4.1-nano";
afterEach(() => {
  context.mcp.status = undefined;
});

describe("remote servers", () => {
  it("are reached only where the operator allows it", async () => {
    const stranger = await startTestServer();
    const other = new OpenAI({ baseURL: stranger.url, apiKey: "none", maxRetries: 0 });
    await expect(
      other.responses.create({ model, input: "x", tools: [context.dice()] }),
    ).rejects.toMatchObject({
      status: 400,
      code: "mcp_server_not_allowed",
      param: "tools[0].server_url",
    });
    await stranger.server.close(0);
    for (const server_url of ["http://127.0.0.1:1/", "http://localhost/", "file:///etc/passwd", "nonsense"]) {
      await expect(
        context.client.responses.create({ model, input: "x", tools: [context.dice({ server_url })] }),
      ).rejects.toMatchObject({ status: 400, param: "tools[0].server_url" });
    }
    expect(context.mcp.called).toEqual([]);
  });

  it("get the headers of the request, which no response repeats", async () => {
    context.inTurn("none\nx");
    const tool = context.dice({
      authorization: "secret",
      headers: { "x-tea": "green", host: "evil.example" },
    });
    const response = await context.client.responses.create({ model, input: "x", tools: [tool] });
    expect(context.mcp.headers).toMatchObject({
      authorization: "Bearer secret",
      "x-tea": "green",
      host: context.mcp.host,
    });
    expect(JSON.stringify(response)).not.toMatch(/secret|green/);
    expect(JSON.stringify(await context.client.responses.retrieve(response.id))).not.toMatch(/secret|green/);
    const broken = context.dice({ headers: { "a b": "c" } });
    await expect(
      context.client.responses.create({ model, input: "x", tools: [broken] }),
    ).rejects.toMatchObject({
      param: "tools[0].headers",
    });
  });

  it.each([500, 401, 0])("that cannot list their tools fail the request: %s", async (status) => {
    context.mcp.status = status;
    await expect(
      context.client.responses.create({ model, input: "x", tools: [context.dice()] }),
    ).rejects.toMatchObject({
      status: 424,
      type: "external_connector_error",
      param: "tools",
      message: expect.stringContaining("Error retrieving tool list from MCP server: 'dice'."),
    });
  });

  it("may not be named twice, nor be the service's own connectors", async () => {
    await expect(
      context.client.responses.create({ model, input: "x", tools: [context.dice(), context.dice()] }),
    ).rejects.toMatchObject({
      param: "tools[1].server_label",
    });
    const connector = { type: "mcp", server_label: "mail", connector_id: "connector_gmail" } as const;
    await expect(context.client.responses.create({ model, input: "x", tools: [connector] })).rejects.toThrow(
      /connector_id/,
    );
  });
});
