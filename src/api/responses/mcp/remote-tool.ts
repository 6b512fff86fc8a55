import type { RequestMcpTool } from "../request/tool-schema.ts";
import type { ListedTool } from "./mcp-session.ts";

/** A tool of a remote server that the model may call, as a function. */
export interface RemoteTool {
  /** What the model calls it. */
  readonly functionName: string;
  readonly serverLabel: string;
  /** What its server calls it. */
  readonly name: string;
  readonly needsApproval: boolean;
  readonly listed: ListedTool;
}

interface ToolFilter {
  readonly tool_names?: readonly string[] | null | undefined;
  readonly read_only?: boolean | null | undefined;
}

/** Those of a server's tools that the request lets the model use. `taken`: names of other functions. */
export function remoteTools(
  server: RequestMcpTool,
  listed: readonly ListedTool[],
  taken: Set<string>,
): RemoteTool[] {
  return listed
    .filter((tool) => isWanted(server.allowed_tools, tool))
    .map((tool) => ({
      functionName: functionName(server.server_label, tool.name, taken),
      serverLabel: server.server_label,
      name: tool.name,
      needsApproval: needsApproval(server.require_approval, tool),
      listed: tool,
    }));
}

function isWanted(allowed: RequestMcpTool["allowed_tools"], tool: ListedTool): boolean {
  if (allowed == null) return true;
  return Array.isArray(allowed) ? allowed.includes(tool.name) : matches(allowed, tool);
}

/** Calls need the user's leave unless the request says that they do not. */
function needsApproval(required: RequestMcpTool["require_approval"], tool: ListedTool): boolean {
  if (required == null) return true;
  if (typeof required === "string") return required === "always";
  if (required.always && matches(required.always, tool)) return true;
  return !(required.never && matches(required.never, tool));
}

function matches({ tool_names, read_only }: ToolFilter, tool: ListedTool): boolean {
  if (tool_names == null && read_only == null) return false;
  if (tool_names != null && !tool_names.includes(tool.name)) return false;
  return read_only == null || isReadOnly(tool) === read_only;
}

function isReadOnly({ annotations }: ListedTool): boolean {
  return (
    typeof annotations === "object" &&
    annotations !== null &&
    "readOnlyHint" in annotations &&
    annotations.readOnlyHint === true
  );
}

const MAXIMUM_NAME = 64;

/** Names of remote tools know no rules; those of functions do, and have to tell them apart. */
function functionName(label: string, name: string, taken: Set<string>): string {
  const candidates = [plainName(name), plainName(`${label}_${name}`)];
  for (let number = 2; ; number++) {
    const found = candidates.find((candidate) => !taken.has(candidate));
    if (found !== undefined) {
      taken.add(found);
      return found;
    }
    candidates.push(`${plainName(`${label}_${name}`).slice(0, MAXIMUM_NAME - 5)}_${number}`);
  }
}

export function plainName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, MAXIMUM_NAME) || "tool";
}
