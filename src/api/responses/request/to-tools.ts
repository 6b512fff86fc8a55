import type { Tool } from "../../../inference/index.ts";
import type { ResponseTool } from "../response-schema.ts";
import type { RequestTool } from "./tool-schema.ts";

type ClientTool = Exclude<RequestTool, { type: "mcp" }>;

export function isClientTool(tool: RequestTool): tool is ClientTool {
  return tool.type !== "mcp";
}

/** A tool as the model gets to know it. */
export function toTool(tool: ClientTool): Tool {
  const { name, description } = tool;
  const about = { name, ...(description != null && { description }) };
  if (tool.type === "custom") {
    const { format } = tool;
    return { kind: "custom", ...about, format: format ?? { type: "text" } };
  }
  const { parameters, strict } = tool;
  return { kind: "function", ...about, ...(parameters && { parameters }), strict: strict ?? false };
}

/** A tool as the response repeats it, with what was filled in. */
export function toToolEcho(tool: ClientTool): ResponseTool {
  const { type, name, description } = tool;
  if (tool.type === "custom") {
    const about = description == null ? {} : { description };
    return { type, ...about, format: tool.format ?? { type: "text" }, name };
  }
  const { parameters, strict } = tool;
  return {
    type,
    description: description ?? null,
    name,
    parameters: parameters ?? null,
    strict: strict ?? false,
  };
}
