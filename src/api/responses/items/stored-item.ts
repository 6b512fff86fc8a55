import { checkImageUrl } from "../../chat-completions/check-image-url.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import type { RequestAssistantContent, RequestContent } from "../request/content-schema.ts";
import type { RequestItem, RequestMessageItem } from "../request/item-schema.ts";
import type { InputPart, OutputPart, ResponseItem } from "./item.ts";
import { toStoredMcpItem } from "./stored-mcp-item.ts";

type StorableItem = Exclude<RequestItem, { type: "item_reference" }>;

/** How ids of items begin that a client sends without one. */
const PREFIXES: Record<StorableItem["type"], string> = {
  message: "msg",
  function_call: "fc",
  function_call_output: "fco",
  custom_tool_call: "ctc",
  custom_tool_call_output: "ctco",
  reasoning: "rs",
  compaction: "cmp",
  mcp_list_tools: "mcpl",
  mcp_call: "mcp",
  mcp_approval_request: "mcpr",
  mcp_approval_response: "mcpa",
};

/**
 * A request's item as it is kept: complete, and without what only echoes an answer. `path` names it
 * in errors, as in `input[3]`.
 */
export function toStoredItem(
  item: StorableItem,
  path: string,
  newId: (prefix: string) => string,
): ResponseItem {
  const id = item.id ?? newId(PREFIXES[item.type]);
  switch (item.type) {
    case "message":
      return toMessage(item, id, path);
    case "function_call": {
      const { call_id, name, arguments: payload } = item;
      return { id, type: item.type, status: item.status ?? "completed", arguments: payload, call_id, name };
    }
    case "custom_tool_call": {
      const { call_id, name, input } = item;
      return { id, type: item.type, status: item.status ?? "completed", call_id, input, name };
    }
    case "function_call_output":
    case "custom_tool_call_output": {
      const output =
        typeof item.output === "string" ? item.output : toInputParts(item.output, `${path}.output`);
      return { id, type: item.type, status: item.status ?? "completed", call_id: item.call_id, output };
    }
    case "reasoning":
      return { ...item, id };
    case "compaction":
      return { id, type: item.type, encrypted_content: item.encrypted_content };
    case "mcp_list_tools":
    case "mcp_call":
    case "mcp_approval_request":
    case "mcp_approval_response":
      return toStoredMcpItem(item, id);
  }
}

/** A user's message, which is what a request with plain text for input holds. */
export function userMessage(text: string, id: string): ResponseItem {
  return { id, type: "message", status: "completed", content: [{ type: "input_text", text }], role: "user" };
}

function toMessage(item: RequestMessageItem, id: string, path: string): ResponseItem {
  const status = item.status ?? "completed";
  return item.role === "assistant"
    ? { id, type: "message", status, content: toOutputParts(item.content), role: item.role }
    : {
        id,
        type: "message",
        status,
        content: toInputParts(item.content, `${path}.content`),
        role: item.role,
      };
}

function toOutputParts(content: RequestAssistantContent): OutputPart[] {
  if (typeof content === "string") return [outputText(content)];
  return content.map((part) =>
    part.type === "refusal" ? { type: part.type, refusal: part.refusal } : outputText(part.text),
  );
}

function outputText(text: string): OutputPart {
  return { type: "output_text", annotations: [], logprobs: [], text };
}

function toInputParts(content: RequestContent, path: string): InputPart[] {
  if (typeof content === "string") return [{ type: "input_text", text: content }];
  return content.map((part, index) => toInputPart(part, `${path}[${index}]`));
}

function toInputPart(part: Exclude<RequestContent, string>[number], place: string): InputPart {
  switch (part.type) {
    case "input_text":
      return { type: part.type, text: part.text };
    case "input_image":
      if (part.image_url == null) throw unsupportedPart("input_image by 'file_id'", `${place}.file_id`);
      checkImageUrl(part.image_url, `${place}.image_url`);
      return { type: part.type, image_url: part.image_url, detail: part.detail ?? "auto" };
    case "input_file":
      throw new Error("Files are read before.");
  }
}

function unsupportedPart(what: string, param: string) {
  return invalidRequest(
    `Invalid content type. ${what} is only supported by certain models. Supported are 'input_text' and, where the weights see, 'input_image' with an 'image_url'.`,
    param,
    "unsupported_value",
  );
}
