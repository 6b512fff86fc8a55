import type { RequestItem } from "../request/item-schema.ts";
import type { McpItem } from "./item.ts";

type RequestMcpItem = Extract<RequestItem, { type: `mcp_${string}` }>;

export function toStoredMcpItem(item: RequestMcpItem, id: string): McpItem {
  switch (item.type) {
    case "mcp_list_tools":
      return {
        id,
        type: item.type,
        server_label: item.server_label,
        tools: item.tools.map(({ name, description, input_schema, annotations }) => ({
          name,
          description: description ?? null,
          input_schema,
          annotations: annotations ?? null,
        })),
        error: item.error ?? null,
      };
    case "mcp_call":
      return {
        id,
        type: item.type,
        status: item.status ?? "completed",
        approval_request_id: item.approval_request_id ?? null,
        arguments: item.arguments,
        error: item.error ?? null,
        name: item.name,
        output: item.output ?? null,
        server_label: item.server_label,
      };
    case "mcp_approval_request": {
      const { name, server_label } = item;
      return { id, type: item.type, arguments: item.arguments, name, server_label };
    }
    case "mcp_approval_response": {
      const { approval_request_id, approve, reason } = item;
      return { id, type: item.type, approval_request_id, approve, reason: reason ?? null };
    }
  }
}
