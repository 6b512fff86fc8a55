import type { FunctionTool, JsonObject, Tool } from "../../../inference/index.ts";
import type { ResponseTool } from "../response-schema.ts";
import { toStrictParameters } from "./strict-parameters.ts";
import type { RequestFunctionTool, RequestTool } from "./tool-schema.ts";

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
  const { parameters, strict } = strictness(tool);
  return { kind: "function", ...about, ...(parameters && { parameters }), strict };
}

/** A tool as the response repeats it, with what was filled in. */
export function toToolEcho(tool: ClientTool): ResponseTool {
  const { type, name, description } = tool;
  if (tool.type === "custom") {
    const about = description == null ? {} : { description };
    return { type, ...about, format: tool.format ?? { type: "text" }, name };
  }
  const { parameters, strict } = strictness(tool);
  return { type, description: description ?? null, name, parameters: parameters ?? null, strict };
}

/** Where nothing is said of it, arguments are strict if the schema can be made so. */
function strictness(tool: RequestFunctionTool): Pick<FunctionTool, "parameters" | "strict"> {
  const parameters = tool.parameters as JsonObject | null | undefined;
  if (parameters == null) return { strict: tool.strict ?? false };
  if (tool.strict != null) return { parameters, strict: tool.strict };
  const strict = toStrictParameters(parameters);
  return strict ? { parameters: strict, strict: true } : { parameters, strict: false };
}
