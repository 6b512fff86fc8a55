import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

export interface TestMcpServer {
  readonly url: string;
  readonly host: string;
  /** Names of the tools that were called, in order. */
  readonly called: string[];
  /** Requests that have listed its tools. */
  lists: number;
  /** Headers of the last request. */
  headers: IncomingHttpHeaders;
  /** Answers every request with this status instead; 0: with a redirect elsewhere. */
  status: number | undefined;
  close(): Promise<void>;
}

/** A real MCP server over Streamable HTTP with a few tools. */
export async function startMcpServer(): Promise<TestMcpServer> {
  const http = createServer(async (request, response) => {
    state.headers = request.headers;
    if (state.status !== undefined) {
      const redirect = state.status === 0;
      response
        .writeHead(redirect ? 302 : state.status, redirect ? { location: "http://example.com/" } : {})
        .end();
      return;
    }
    // A server for each request: nothing is kept between them.
    const server = tools(state);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on("close", () => void transport.close());
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    await transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const state: TestMcpServer = {
    url: `http://${host}/mcp`,
    host,
    called: [],
    lists: 0,
    headers: {},
    status: undefined,
    close: () => {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  return state;
}

function tools(state: TestMcpServer): McpServer {
  const server = new McpServer({ name: "test", version: "1" });
  server.registerTool(
    "roll",
    { description: "Rolls dice.", inputSchema: { sides: z.number() }, annotations: { readOnlyHint: true } },
    ({ sides }) => {
      state.called.push("roll");
      return { content: [{ type: "text", text: `rolled ${sides}` }] };
    },
  );
  server.registerTool("break", { description: "Fails." }, () => {
    state.called.push("break");
    return { content: [{ type: "text", text: "it broke" }], isError: true };
  });
  server.registerTool("wait", { description: "Never answers." }, () => {
    state.called.push("wait");
    return new Promise<never>(() => {});
  });
  return server;
}
