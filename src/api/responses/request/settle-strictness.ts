import { type JsonObject, normalizeToStrict, PatternCheck } from "../../../inference/index.ts";
import type { ResponseRequest } from "./request-schema.ts";
import type { RequestFunctionTool } from "./tool-schema.ts";

/**
 * The request with every function saying whether it is strict. Where the client says nothing of it,
 * arguments are strict if the schema can be made so, as at the original service.
 */
export function settleStrictness<Request extends Pick<ResponseRequest, "tools">>(request: Request): Request {
  if (!request.tools) return request;
  const patterns = new PatternCheck();
  const tools = request.tools.map((tool) => (tool.type === "function" ? settled(tool, patterns) : tool));
  return { ...request, tools };
}

function settled(tool: RequestFunctionTool, patterns: PatternCheck): RequestFunctionTool {
  const { name, strict, parameters } = tool;
  if (strict != null) return tool;
  if (parameters == null) return { ...tool, strict: false };
  const closed = normalizeToStrict(parameters as JsonObject, { kind: "function", name }, patterns);
  return closed
    ? { ...tool, parameters: closed as typeof parameters, strict: true }
    : { ...tool, strict: false };
}
