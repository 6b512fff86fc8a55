import type { ToolChoice, ToolReference } from "../../../inference/index.ts";
import { type ApiError, invalidRequest } from "../../errors/api-error.ts";
import type { RequestTool, RequestToolChoice } from "./tool-schema.ts";

type NamedChoice = Extract<RequestToolChoice, { type: "function" | "custom" | "mcp" }>;

/** Refuses a choice of tools that the request does not bring along. */
export function checkToolChoice(
  choice: RequestToolChoice | null | undefined,
  tools: readonly RequestTool[],
): void {
  if (choice === null || choice === undefined || choice === "auto" || choice === "none") return;
  if (tools.length === 0) {
    const name = typeof choice === "string" ? choice : choice.type;
    throw invalidChoice(`Tool choice '${name}' must be specified with 'tools' parameter.`);
  }
  if (choice === "required") return;
  for (const named of choice.type === "allowed_tools" ? choice.tools : [choice]) {
    if (tools.some((tool) => isMeant(named, tool))) continue;
    throw invalidChoice(`Tool choice '${named.type}' not found in 'tools' parameter.`);
  }
}

function isMeant(choice: NamedChoice, tool: RequestTool): boolean {
  if (choice.type === "mcp") return tool.type === "mcp" && tool.server_label === choice.server_label;
  return tool.type === choice.type && tool.name === choice.name;
}

/** The functions that stand for tools of a remote server: for the one named, or for all of them. */
export type McpReferences = (serverLabel: string, name: string | undefined) => readonly ToolReference[];

/** What a checked choice asks of the model. */
export function toToolChoice(
  choice: RequestToolChoice | null | undefined,
  mcpReferences: McpReferences,
): ToolChoice {
  if (choice === null || choice === undefined) return { mode: "auto" };
  if (typeof choice === "string") return { mode: choice };
  const named = choice.type === "allowed_tools" ? choice.tools : [choice];
  const tools = named.flatMap((each) => references(each, mcpReferences));
  const [only] = tools;
  if (only === undefined) throw invalidChoice("Tool choice 'mcp' names no tool that its server offers.");
  if (choice.type === "allowed_tools")
    return { mode: "allowed", required: choice.mode === "required", tools };
  return tools.length === 1 ? { mode: "named", tool: only } : { mode: "allowed", required: true, tools };
}

function references(choice: NamedChoice, mcpReferences: McpReferences): readonly ToolReference[] {
  if (choice.type === "mcp") return mcpReferences(choice.server_label, choice.name ?? undefined);
  return [{ kind: choice.type, name: choice.name }];
}

function invalidChoice(message: string): ApiError {
  return invalidRequest(message, "tool_choice");
}
