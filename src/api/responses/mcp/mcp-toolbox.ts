import type { FunctionTool, JsonObject, ToolReference } from "../../../inference/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { ApiError } from "../../errors/api-error.ts";
import type { OpenRemoteCall } from "../events/open-remote-call.ts";
import type { ResponseEvent } from "../events/response-event.ts";
import type { ResponseWriter } from "../events/response-writer.ts";
import type { McpListToolsItem } from "../items/item.ts";
import type { PreparedResponse } from "../prepare-response.ts";
import type { RequestMcpTool } from "../request/tool-schema.ts";
import { openApprovals } from "./approvals.ts";
import { type McpResult, McpSession } from "./mcp-session.ts";
import { plainName, type RemoteTool, remoteTools } from "./remote-tool.ts";

type Events = AsyncGenerator<ResponseEvent, void>;

/** The tools of the remote servers that one request brings along. */
export class McpToolbox {
  readonly #prepared: PreparedResponse;
  readonly #servers: readonly RequestMcpTool[];
  readonly #sessions: ReadonlyMap<string, McpSession>;
  #tools: RemoteTool[] = [];
  #calls = 0;

  constructor(prepared: PreparedResponse, { mcp, version }: ApiServices, signal: AbortSignal) {
    this.#prepared = prepared;
    this.#servers = (prepared.request.tools ?? []).filter((tool) => tool.type === "mcp");
    const options = { ...mcp, version, signal };
    this.#sessions = new Map(
      this.#servers.map((server) => [server.server_label, new McpSession(server, options)]),
    );
  }

  /** What the model may call; nothing any more where the request's bound is reached. */
  get functions(): FunctionTool[] {
    if (this.#calls >= this.#bound) return [];
    return this.#tools.map(({ functionName: name, listed }) => ({
      kind: "function",
      name,
      ...(listed.description !== null && { description: listed.description }),
      parameters: listed.input_schema as JsonObject,
      strict: false,
    }));
  }

  references(label: string, name: string | undefined): ToolReference[] {
    return this.#tools
      .filter((tool) => tool.serverLabel === label && (name === undefined || tool.name === name))
      .map((tool) => ({ kind: "function", name: tool.functionName }));
  }

  /** What a call of the past is shown as. */
  readonly nameOf = (label: string, name: string): string => {
    const tool = this.#tools.find((each) => each.serverLabel === label && each.name === name);
    return tool?.functionName ?? plainName(name);
  };

  /** Finds out what there is to call, and carries out what the user has approved. */
  async *open(writer: ResponseWriter): Events {
    const taken = new Set(
      (this.#prepared.request.tools ?? []).flatMap((tool) => ("name" in tool ? [tool.name] : [])),
    );
    const items = [...this.#prepared.earlier, ...this.#prepared.input];
    for (const server of this.#servers) {
      const label = server.server_label;
      const known = items.findLast((item) => item.type === "mcp_list_tools" && item.server_label === label);
      const listed = known?.type === "mcp_list_tools" ? known.tools : yield* this.#list(label, writer);
      this.#tools.push(...remoteTools(server, listed, taken));
    }
    writer.remoteTools = this.#tools;
    for (const request of openApprovals(this.#prepared)) yield* writer.approvedCall(request);
    yield* this.carryOut(writer.takeRemoteCalls(), writer);
  }

  /** All at once; told of in the order in which the model made them. */
  async *carryOut(calls: readonly OpenRemoteCall[], writer: ResponseWriter): Events {
    const results = calls.map((call) => this.#carryOut(call));
    for (const [index, call] of calls.entries()) {
      const result = await results[index];
      if (result) yield* writer.remoteCallFinished(call, result);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
  }

  get #bound(): number {
    return this.#prepared.request.max_tool_calls ?? Number.POSITIVE_INFINITY;
  }

  async *#list(
    label: string,
    writer: ResponseWriter,
  ): AsyncGenerator<ResponseEvent, McpListToolsItem["tools"]> {
    const { items } = writer;
    const head = items.nextPlace("mcpl");
    const { id, outputIndex } = head;
    const item: McpListToolsItem = {
      id,
      type: "mcp_list_tools",
      server_label: label,
      tools: [],
      error: null,
    };
    items.put(head, item);
    const place = { item_id: id, output_index: outputIndex };
    yield { type: "response.output_item.added", output_index: outputIndex, item };
    yield { type: "response.mcp_list_tools.in_progress", ...place };
    try {
      const tools = (await this.#sessions.get(label)?.listTools()) ?? [];
      const listed = { ...item, tools };
      items.put(head, listed);
      yield { type: "response.mcp_list_tools.completed", ...place };
      yield { type: "response.output_item.done", output_index: outputIndex, item: listed };
      return tools;
    } catch (cause) {
      yield { type: "response.mcp_list_tools.failed", ...place };
      throw notListed(label, cause);
    }
  }

  async #carryOut(call: OpenRemoteCall): Promise<McpResult> {
    if (++this.#calls > this.#bound) return executionError("The request's 'max_tool_calls' is reached.");
    const input = parseObject(call.arguments);
    if (input === undefined) return executionError("The arguments are not a JSON object.");
    const session = this.#sessions.get(call.head.serverLabel);
    return session?.callTool(call.head.name, input) ?? executionError("The server is not among the tools.");
  }
}

function executionError(content: string): McpResult {
  return { kind: "error", error: { type: "mcp_tool_execution_error", content } };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** In the service's words. The cause, which may name addresses, is for the log. */
function notListed(label: string, cause: unknown): ApiError {
  return new ApiError({
    status: 424,
    type: "external_connector_error",
    message: `Error retrieving tool list from MCP server: '${label}'. Http status code: 424 (Failed Dependency)`,
    param: "tools",
    code: "http_error",
    cause,
  });
}
