import type {
  ContentPart,
  Conversation,
  Message,
  MessageContent,
  ToolCall,
} from "../../../inference/index.ts";
import { decodeSummary } from "../compaction/encrypted-summary.ts";
import type { InputPart, OutputMessageItem, ResponseItem, ToolCallItem } from "../items/item.ts";
import { type CallOutputs, isCall, pairCalls } from "./pair-calls.ts";

export interface ConversationSource {
  readonly instructions: string | null | undefined;
  /** Oldest first: what came before, and the input. */
  readonly items: readonly ResponseItem[];
}

/** What the model gets to see of the items. Throws an `ApiError` where calls and outputs do not pair up. */
export function toConversation({ instructions, items }: ConversationSource): Conversation {
  const builder = new ConversationBuilder(pairCalls(items));
  if (instructions) builder.say({ role: "developer", content: instructions });
  for (const item of items) builder.add(item);
  return builder.finish();
}

/**
 * Puts items of one turn together: what the assistant said, the calls that it made next, and right
 * after them their results, wherever those stand.
 */
class ConversationBuilder {
  readonly #outputs: CallOutputs;
  readonly #messages: Message[] = [];
  #said: string | undefined;
  #calls: ToolCallItem[] = [];

  constructor(outputs: CallOutputs) {
    this.#outputs = outputs;
  }

  add(item: ResponseItem): void {
    if (isCall(item)) {
      if (this.#outputs.has(item)) this.#calls.push(item);
      return;
    }
    switch (item.type) {
      case "message":
        if (item.role === "assistant") this.#assistant(item);
        else this.say({ role: item.role, content: toContent(item.content) });
        break;
      case "function_call_output":
      case "custom_tool_call_output":
        this.#endTurn();
        break;
      case "compaction":
        this.say({
          role: "developer",
          content: SUMMARY_INTRODUCTION + decodeSummary(item.encrypted_content),
        });
        break;
    }
  }

  say(message: Message): void {
    this.#endTurn();
    this.#messages.push(message);
  }

  finish(): Conversation {
    this.#endTurn();
    return this.#messages;
  }

  #assistant(item: OutputMessageItem): void {
    if (this.#said !== undefined || this.#calls.length > 0) this.#endTurn();
    this.#said = item.content.map((part) => (part.type === "refusal" ? part.refusal : part.text)).join("");
  }

  #endTurn(): void {
    const calls = this.#calls;
    if (this.#said === undefined && calls.length === 0) return;
    this.#messages.push({
      role: "assistant",
      content: this.#said ?? "",
      ...(calls.length > 0 && { toolCalls: calls.map(toToolCall) }),
    });
    for (const call of calls) {
      const output = this.#outputs.get(call)?.output ?? "";
      this.#messages.push({ role: "tool", toolCallId: call.call_id, content: toContent(output) });
    }
    this.#said = undefined;
    this.#calls = [];
  }
}

const SUMMARY_INTRODUCTION = "Summary of the conversation so far:\n\n";

function toToolCall(call: ToolCallItem): ToolCall {
  return call.type === "function_call"
    ? { kind: "function", id: call.call_id, name: call.name, arguments: call.arguments }
    : { kind: "custom", id: call.call_id, name: call.name, input: call.input };
}

function toContent(content: string | readonly InputPart[]): MessageContent {
  if (typeof content === "string") return content;
  const parts = content.map(toPart);
  const [first] = parts;
  return parts.length === 1 && first?.type === "text" ? first.text : parts;
}

function toPart(part: InputPart): ContentPart {
  if (part.type === "input_text") return { type: "text", text: part.text };
  return { type: "image", url: part.image_url, detail: part.detail === "original" ? "high" : part.detail };
}
