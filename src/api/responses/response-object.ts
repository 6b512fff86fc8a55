import { toMcpEcho } from "./mcp/mcp-echo.ts";
import type { Continuation } from "./prompt/earlier-items.ts";
import type { ResponseRequest } from "./request/request-schema.ts";
import { isClientTool, toToolEcho } from "./request/to-tools.ts";
import type { ResponseBody, ResponseTool } from "./response-schema.ts";

export interface ResponseHead extends Continuation {
  readonly id: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** The snapshot's name, whatever name the request used. */
  readonly model: string;
}

/** The response to a checked request as it is before anything has happened. */
export function newResponse(request: ResponseRequest, head: ResponseHead): ResponseBody {
  const background = request.background ?? false;
  return {
    id: head.id,
    object: "response",
    created_at: head.createdAt,
    status: background ? "queued" : "in_progress",
    background,
    completed_at: null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    model: head.model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    presence_penalty: 0,
    previous_response_id: head.previousResponseId ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    prompt_cache_retention: request.prompt_cache_retention ?? null,
    reasoning: { effort: null, summary: null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: request.service_tier ?? "auto",
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: { format: textFormat(request), verbosity: request.text?.verbosity ?? "medium" },
    tool_choice: request.tool_choice ?? "auto",
    tools: (request.tools ?? []).map(
      (tool): ResponseTool => (isClientTool(tool) ? toToolEcho(tool) : toMcpEcho(tool)),
    ),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? "disabled",
    usage: null,
    user: request.user ?? null,
    metadata: request.metadata ?? {},
    ...(head.conversationId !== undefined && { conversation: { id: head.conversationId } }),
  };
}

function textFormat({ text }: ResponseRequest): ResponseBody["text"]["format"] {
  const format = text?.format;
  if (format?.type !== "json_schema") return { type: format?.type ?? "text" };
  const { type, name, description, schema, strict } = format;
  return { type, ...(description != null && { description }), name, schema, strict: strict ?? false };
}
