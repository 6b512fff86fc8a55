import { invalidRequest } from "../../errors/api-error.ts";
import type { McpApprovalRequestItem, ResponseItem } from "../items/item.ts";
import type { RequestTool } from "../request/tool-schema.ts";

interface PromptItems {
  readonly earlier: readonly ResponseItem[];
  readonly input: readonly ResponseItem[];
}

/**
 * The calls that the input approves and that have not been carried out yet: a client that keeps the
 * conversation itself sends old approvals, and the calls they led to, again and again.
 */
export function openApprovals({ earlier, input }: PromptItems): McpApprovalRequestItem[] {
  const items = [...earlier, ...input];
  const carriedOut = new Set(
    items.flatMap((item) => (item.type === "mcp_call" ? [item.approval_request_id] : [])),
  );
  return input.flatMap((item) => {
    if (item.type !== "mcp_approval_response" || !item.approve) return [];
    if (carriedOut.has(item.approval_request_id)) return [];
    const request = requestOf(items, item.approval_request_id);
    return request === undefined ? [] : [request];
  });
}

/** Refuses answers to requests that were never made, and approvals of calls to servers that are not there. */
export function checkApprovals(prompt: PromptItems, tools: readonly RequestTool[]): void {
  const items = [...prompt.earlier, ...prompt.input];
  for (const item of prompt.input) {
    if (item.type !== "mcp_approval_response") continue;
    if (requestOf(items, item.approval_request_id) !== undefined) continue;
    throw invalidRequest(
      `No MCP approval request found with id '${item.approval_request_id.slice(0, 128)}'.`,
      "input",
    );
  }
  for (const { server_label: label } of openApprovals(prompt)) {
    if (tools.some((tool) => tool.type === "mcp" && tool.server_label === label)) continue;
    throw invalidRequest(`MCP server '${label.slice(0, 64)}' not found in 'tools' parameter.`, "tools");
  }
}

function requestOf(items: readonly ResponseItem[], id: string): McpApprovalRequestItem | undefined {
  const found = items.find((item) => item.type === "mcp_approval_request" && item.id === id);
  return found?.type === "mcp_approval_request" ? found : undefined;
}
