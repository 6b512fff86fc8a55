import type { ContentPart, Conversation, Message, MessageContent, ToolCall } from "../../inference/index.ts";
import type { RequestContentPart, RequestMessage, RequestToolCall } from "./message-schema.ts";

/** The conversation that messages of a checked request stand for, message by message. */
export function toConversation(messages: readonly RequestMessage[]): Conversation {
  return messages.map(toMessage);
}

function toMessage(message: RequestMessage): Message {
  const content = toContent(message.content);
  switch (message.role) {
    case "system":
    case "developer":
    case "user":
      return { role: message.role, content, ...(message.name !== undefined && { name: message.name }) };
    // An assistant's name is not passed on: one before its words would teach the model to write it.
    case "assistant": {
      const toolCalls = toToolCalls(message);
      return {
        role: "assistant",
        content: message.content == null ? (message.refusal ?? "") : content,
        ...(toolCalls.length > 0 && { toolCalls }),
      };
    }
    case "tool":
      return { role: "tool", toolCallId: message.tool_call_id, content };
    case "function":
      return { role: "tool", toolCallId: legacyCallId(message.name), content };
  }
}

function toContent(content: RequestMessage["content"]): MessageContent {
  if (content === null || content === undefined) return "";
  return typeof content === "string" ? content : content.flatMap(toPart);
}

function toPart(part: RequestContentPart): ContentPart[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "refusal":
      return [{ type: "text", text: part.refusal }];
    case "image_url":
      return [{ type: "image", url: part.image_url.url, detail: part.image_url.detail ?? "auto" }];
    case "input_audio":
    case "file":
      throw new Error("A checked request holds no such part.");
  }
}

function toToolCalls(message: RequestMessage & { role: "assistant" }): ToolCall[] {
  const calls = (message.tool_calls ?? []).map(toToolCall);
  const legacy = message.function_call;
  if (!legacy) return calls;
  return [...calls, { kind: "function", id: legacyCallId(legacy.name), ...legacy }];
}

function toToolCall(call: RequestToolCall): ToolCall {
  if (call.type === "custom") return { kind: "custom", id: call.id, ...call.custom };
  const { name, arguments: given } = call.function;
  return { kind: "function", id: call.id, name, arguments: given };
}

/** Calls of the predecessor of tools have no id; the name ties a result to its call. */
function legacyCallId(name: string): string {
  return `function_${name}`;
}
