import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  type CallToolResult,
  CallToolResultSchema,
  ListToolsResultSchema,
  McpError as ProtocolError,
} from "@modelcontextprotocol/sdk/types.js";
import type { JsonObject } from "../../../inference/index.ts";
import type { McpError, McpListToolsItem } from "../items/item.ts";
import type { RequestMcpTool } from "../request/tool-schema.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { mcpHeaders } from "./check-mcp-tools.ts";
import { isAllowed, type McpOptions } from "./mcp-options.ts";

export type ListedTool = McpListToolsItem["tools"][number];

export type McpResult =
  | { readonly kind: "output"; readonly output: string }
  | { readonly kind: "error"; readonly error: McpError };

/** Tools and pages of tools that one server may list. */
const MAXIMUM_LISTED = 128;
const MAXIMUM_PAGES = 10;

export interface McpSessionOptions extends McpOptions {
  readonly version: string;
  readonly signal: AbortSignal;
}

/** A connection to one remote server, made when it is first needed. */
export class McpSession {
  readonly #tool: RequestMcpTool;
  readonly #options: McpSessionOptions;
  #client: Promise<Client> | undefined;
  #transport: StreamableHTTPClientTransport | undefined;

  constructor(tool: RequestMcpTool, options: McpSessionOptions) {
    this.#tool = tool;
    this.#options = options;
  }

  /**
   * Requests are made as they are: the client's own methods would compile the schemas that a remote
   * server lists, which are nobody's to trust. Rejects where the server cannot be had.
   */
  async listTools(): Promise<ListedTool[]> {
    const client = await this.#connected();
    const listed: ListedTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAXIMUM_PAGES && listed.length < MAXIMUM_LISTED; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const result = await client.request(
        { method: "tools/list", params },
        ListToolsResultSchema,
        this.#limits(),
      );
      for (const { name, description, inputSchema, annotations } of result.tools) {
        const input_schema = inputSchema as JsonObject as ListedTool["input_schema"];
        listed.push({
          name,
          description: description ?? null,
          input_schema,
          annotations: annotations ?? null,
        });
      }
      cursor = result.nextCursor;
      if (cursor === undefined) break;
    }
    return listed.slice(0, MAXIMUM_LISTED);
  }

  /** Never rejects: what goes wrong is the model's to hear of. */
  async callTool(name: string, input: JsonObject): Promise<McpResult> {
    try {
      const client = await this.#connected();
      const params = { name, arguments: input as Record<string, unknown> };
      const result = await client.request(
        { method: "tools/call", params },
        CallToolResultSchema,
        this.#limits(),
      );
      const output = resultText(result);
      if (!result.isError) return { kind: "output", output };
      return { kind: "error", error: { type: "mcp_tool_execution_error", content: output } };
    } catch (cause) {
      return { kind: "error", error: mcpError(cause) };
    }
  }

  async close(): Promise<void> {
    if (this.#client === undefined) return;
    // Servers may keep something for the session; not all of them want to be told.
    await this.#transport?.terminateSession().catch(() => {});
    await this.#client.then((client) => client.close()).catch(() => {});
  }

  #connected(): Promise<Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const client = new Client({ name: "fourone", version: this.#options.version });
    this.#transport = new StreamableHTTPClientTransport(new URL(this.#tool.server_url ?? ""), {
      fetch: boundedFetch((url) => isAllowed(this.#options, url)),
      requestInit: { headers: mcpHeaders(this.#tool) },
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 1_000,
        maxReconnectionDelay: 1_000,
        reconnectionDelayGrowFactor: 1,
      },
    });
    await client.connect(this.#transport as Parameters<Client["connect"]>[0], this.#limits());
    return client;
  }

  #limits() {
    const timeout = this.#options.timeoutMilliseconds;
    return { timeout, maxTotalTimeout: timeout, signal: this.#options.signal };
  }
}

/** What is told of a failure: the kind and the code, and of the cause only what the protocol itself says. */
export function mcpError(cause: unknown): McpError {
  if (cause instanceof ProtocolError) {
    return { type: "mcp_protocol_error", code: cause.code, message: cause.message };
  }
  if (cause instanceof StreamableHTTPError) {
    const code = cause.code ?? 502;
    return { type: "http_error", code, message: `The MCP server answered with HTTP status ${code}.` };
  }
  return { type: "http_error", code: 502, message: "The MCP server could not be reached." };
}

function resultText({ content, structuredContent }: CallToolResult): string {
  const texts = content.map((part) => {
    if (part.type === "text") return part.text;
    if (part.type === "resource" && "text" in part.resource) return part.resource.text;
    return part.type === "resource_link" ? part.uri : `(${part.type})`;
  });
  if (texts.length === 0 && structuredContent !== undefined) return JSON.stringify(structuredContent);
  return texts.join("\n");
}
