import type { RequestMcpTool } from "../request/tool-schema.ts";
import type { ResponseTool } from "../response-schema.ts";

/** A remote server as the response repeats it: without the secrets that open it. */
export function toMcpEcho(tool: RequestMcpTool): ResponseTool {
  const { type, server_label, server_url, server_description, allowed_tools, require_approval } = tool;
  return {
    type,
    allowed_tools: allowed_tools ?? null,
    headers: null,
    require_approval: require_approval ?? "always",
    ...(server_description != null && { server_description }),
    server_label,
    ...(server_url != null && { server_url: withoutQuery(server_url) }),
  };
}

/** Queries of such addresses may hold keys. */
function withoutQuery(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "" : `${parsed.origin}${parsed.pathname}`;
}
