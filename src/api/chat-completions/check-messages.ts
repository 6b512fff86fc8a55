import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { checkImageUrl } from "./check-image-url.ts";
import type { RequestContentPart, RequestMessage } from "./message-schema.ts";

/** Refuses messages that are well-formed but make no sense, or hold what no served model reads. */
export function checkMessages(messages: readonly RequestMessage[]): void {
  messages.forEach(checkContent);
  checkToolOrder(messages);
}

function checkContent(message: RequestMessage, index: number): void {
  if (message.role === "assistant" && message.audio) throw unreadable("audio", `messages[${index}].audio`);
  if (typeof message.content === "string") return;
  if (message.content) {
    const parts: readonly RequestContentPart[] = message.content;
    parts.forEach((part, position) => {
      checkPart(part, `messages[${index}].content[${position}]`);
    });
    return;
  }
  if (message.role === "assistant" && standsInForContent(message)) return;
  throw invalidRequest(
    "Invalid value for 'content': expected a string, got null.",
    `messages.[${index}].content`,
  );
}

function standsInForContent(message: RequestMessage & { role: "assistant" }): boolean {
  return Boolean(message.tool_calls ?? message.function_call) || typeof message.refusal === "string";
}

function checkPart(part: RequestContentPart, path: string): void {
  if (part.type === "image_url") checkImageUrl(part.image_url.url, `${path}.image_url.url`);
  if (part.type === "input_audio") throw unreadable(part.type, `${path}.type`);
}

/** None of the models that are stood in for hears or reads files here. */
function unreadable(type: string, param: string): ApiError {
  return invalidRequest(
    `Invalid content type. ${type} is only supported by certain models.`,
    param,
    "unsupported_value",
  );
}

/** Every call is answered right after it, and every answer has its call. */
function checkToolOrder(messages: readonly RequestMessage[]): void {
  let calls: ReadonlySet<string> | undefined;
  let unanswered = new Set<string>();
  let caller = 0;
  messages.forEach((message, index) => {
    if (message.role === "tool") {
      if (calls === undefined) throw withoutCall(index);
      if (!calls.has(message.tool_call_id)) throw unknownCall(message.tool_call_id, index);
      unanswered.delete(message.tool_call_id);
      return;
    }
    requireAnswers(unanswered, caller);
    const made = message.role === "assistant" ? message.tool_calls?.map((call) => call.id) : undefined;
    calls = made && new Set(made);
    unanswered = new Set(made);
    caller = index;
  });
  requireAnswers(unanswered, caller);
}

function withoutCall(index: number): ApiError {
  return invalidRequest(
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
    `messages.[${index}].role`,
  );
}

function unknownCall(id: string, index: number): ApiError {
  return invalidRequest(
    `Invalid parameter: 'tool_call_id' of '${id.slice(0, 64)}' not found in 'tool_calls' of previous message.`,
    `messages.[${index}].tool_call_id`,
  );
}

function requireAnswers(unanswered: ReadonlySet<string>, caller: number): void {
  if (unanswered.size === 0) return;
  const ids = [...unanswered].map((id) => id.slice(0, 64)).join(", ");
  throw invalidRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
    `messages.[${caller}].role`,
  );
}
