import type { FunctionTool, Tool, ToolChoice, ToolReference } from "../../inference/index.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";
import type { RequestFunction, RequestTool, RequestToolChoice } from "./tool-schema.ts";

export interface ToolOptions {
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  readonly parallelToolCalls: boolean;
}

/** What the model may call, by tools or by the functions that came before them. */
export function toToolOptions(request: ChatCompletionRequest): ToolOptions {
  if (request.functions) {
    const tools = request.functions.map(toFunctionTool);
    return { tools, toolChoice: fromFunctionCall(request.function_call, tools), parallelToolCalls: false };
  }
  const tools = (request.tools ?? []).map(toTool);
  return {
    tools,
    toolChoice: toToolChoice(request.tool_choice, tools),
    parallelToolCalls: request.parallel_tool_calls ?? true,
  };
}

function toTool(tool: RequestTool): Tool {
  if (tool.type === "function")
    return { ...toFunctionTool(tool.function), strict: tool.function.strict ?? false };
  const { name, description, format } = tool.custom;
  return {
    kind: "custom",
    name,
    ...(description != null && { description }),
    format: format?.type === "grammar" ? { type: "grammar", ...format.grammar } : { type: "text" },
  };
}

function toFunctionTool(definition: RequestFunction): FunctionTool {
  const { name, description, parameters } = definition;
  return {
    kind: "function",
    name,
    ...(description != null && { description }),
    ...(parameters != null && { parameters }),
    strict: false,
  };
}

function fromFunctionCall(call: ChatCompletionRequest["function_call"], tools: readonly Tool[]): ToolChoice {
  if (call === null || call === undefined) return { mode: "auto" };
  if (typeof call === "string") return { mode: call };
  return { mode: "named", tool: known({ kind: "function", name: call.name }, tools, IN_FUNCTIONS) };
}

function toToolChoice(choice: RequestToolChoice | null | undefined, tools: readonly Tool[]): ToolChoice {
  if (choice === null || choice === undefined) return { mode: tools.length > 0 ? "auto" : "none" };
  if (typeof choice === "string") return { mode: choice };
  if (choice.type !== "allowed_tools") return { mode: "named", tool: known(reference(choice), tools) };
  return {
    mode: "allowed",
    required: choice.allowed_tools.mode === "required",
    tools: choice.allowed_tools.tools.map((tool) => known(reference(tool), tools)),
  };
}

type NamedTool = Extract<RequestToolChoice, { type: "function" | "custom" }>;

function reference(tool: NamedTool): ToolReference {
  return tool.type === "function"
    ? { kind: "function", name: tool.function.name }
    : { kind: "custom", name: tool.custom.name };
}

function known(wanted: ToolReference, tools: readonly Tool[], where: Where = IN_TOOLS): ToolReference {
  if (tools.some((tool) => tool.kind === wanted.kind && tool.name === wanted.name)) return wanted;
  throw invalidRequest(
    `Invalid value for '${where.choice}': no ${wanted.kind} named '${wanted.name.slice(0, 64)}' was specified in the '${where.list}' parameter.`,
    where.choice,
  );
}

interface Where {
  readonly choice: string;
  readonly list: string;
}

const IN_TOOLS: Where = { choice: "tool_choice", list: "tools" };
const IN_FUNCTIONS: Where = { choice: "function_call", list: "functions" };
