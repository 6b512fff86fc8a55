import { invalidRequest } from "../../errors/api-error.ts";
import type { RequestMcpTool, RequestTool } from "../request/tool-schema.ts";
import { isAllowed, type McpOptions } from "./mcp-options.ts";

/** Refuses remote servers that are none, or that the operator has not allowed. */
export function checkMcpTools(tools: readonly RequestTool[], options: McpOptions): void {
  tools.forEach((tool, index) => {
    if (tool.type === "mcp") checkMcpTool(tool, `tools[${index}]`, options);
  });
}

function checkMcpTool(tool: RequestMcpTool, path: string, options: McpOptions): void {
  if (tool.connector_id != null) {
    throw invalidRequest(
      `Unsupported parameter: '${path}.connector_id'. Connectors run on the original service; name a server by its 'server_url'.`,
      `${path}.connector_id`,
      "unsupported_parameter",
    );
  }
  if (tool.server_url == null) {
    throw invalidRequest(
      `Missing required parameter: '${path}.server_url'.`,
      `${path}.server_url`,
      "missing_required_parameter",
    );
  }
  const url = URL.parse(tool.server_url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalidRequest(
      `Invalid '${path}.server_url': expected an http(s) URL.`,
      `${path}.server_url`,
      "invalid_value",
    );
  }
  if (!isAllowed(options, url)) {
    throw invalidRequest(
      `The MCP server '${url.host}' is not allowed here. Whoever runs this server can add the host to 'mcp.allowedHosts' in its configuration.`,
      `${path}.server_url`,
      "mcp_server_not_allowed",
    );
  }
  try {
    mcpHeaders(tool);
  } catch {
    throw invalidRequest(
      `Invalid '${path}.headers': expected names and values of HTTP headers.`,
      `${path}.headers`,
      "invalid_value",
    );
  }
}

/** Those that belong to the connection are not the client's to set. */
const CONNECTION_HEADERS = ["host", "connection", "content-length", "transfer-encoding", "upgrade"];

/** What the client wants the remote server to be told. Throws where these are no headers. */
export function mcpHeaders({ headers, authorization }: RequestMcpTool): Headers {
  const told = new Headers(headers ?? {});
  if (authorization != null) told.set("authorization", `Bearer ${authorization}`);
  for (const name of CONNECTION_HEADERS) told.delete(name);
  return told;
}
