import type {
  ContentPart,
  Conversation,
  Message,
  MessageContent,
  ToolCall,
} from "../../../inference/index.ts";
import { decodeSummary } from "../compaction/encrypted-summary.ts";
import type {
  InputPart,
  McpApprovalRequestItem,
  McpApprovalResponseItem,
  McpCallItem,
  McpError,
  OutputMessageItem,
  ResponseItem,
  ToolCallItem,
} from "../items/item.ts";
import { plainName } from "../mcp/remote-tool.ts";
import { type CallOutputs, isCall, pairCalls } from "./pair-calls.ts";

export interface ConversationSource {
  readonly instructions: string | null | undefined;
  /** Oldest first: what came before, and the input. */
  readonly items: readonly ResponseItem[];
  readonly callName?: CallName;
}

/** The function that stands for a remote server's tool. */
export type CallName = (serverLabel: string, name: string) => string;

/** What the model gets to see of the items. Throws an `ApiError` where calls and outputs do not pair up. */
export function toConversation({ instructions, items, callName }: ConversationSource): Conversation {
  const builder = new ConversationBuilder(pairCalls(items), callName ?? ((_label, name) => plainName(name)));
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
  readonly #callName: CallName;
  readonly #messages: Message[] = [];
  readonly #approvalRequests = new Map<string, McpApprovalRequestItem>();
  #said: string | undefined;
  #calls: AnsweredCall[] = [];

  constructor(outputs: CallOutputs, callName: CallName) {
    this.#outputs = outputs;
    this.#callName = callName;
  }

  add(item: ResponseItem): void {
    if (isCall(item)) {
      const output = this.#outputs.get(item)?.output;
      if (output !== undefined) this.#calls.push({ call: toToolCall(item), result: toContent(output) });
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
      case "mcp_call":
        if (item.status !== "in_progress" && item.status !== "incomplete") {
          this.#remoteCall(item, item.output ?? `Error: ${errorText(item.error)}`);
        }
        break;
      case "mcp_approval_request":
        this.#approvalRequests.set(item.id, item);
        break;
      case "mcp_approval_response":
        if (!item.approve) this.#denied(item);
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

  /** Nothing tells which of them were made at once, so each is a turn of its own. */
  #remoteCall(made: Pick<McpCallItem, "id" | "server_label" | "name" | "arguments">, result: string): void {
    const { id, arguments: payload } = made;
    const name = this.#callName(made.server_label, made.name);
    this.#calls.push({ call: { kind: "function", id, name, arguments: payload }, result });
    this.#endTurn();
  }

  #denied({ approval_request_id, reason }: McpApprovalResponseItem): void {
    const request = this.#approvalRequests.get(approval_request_id);
    const why = reason === null ? "" : ` ${reason}`;
    if (request) this.#remoteCall(request, `The user did not approve this call.${why}`);
  }

  #endTurn(): void {
    const calls = this.#calls;
    if (this.#said === undefined && calls.length === 0) return;
    this.#messages.push({
      role: "assistant",
      content: this.#said ?? "",
      ...(calls.length > 0 && { toolCalls: calls.map(({ call }) => call) }),
    });
    for (const { call, result } of calls) {
      this.#messages.push({ role: "tool", toolCallId: call.id, content: result });
    }
    this.#said = undefined;
    this.#calls = [];
  }
}

interface AnsweredCall {
  readonly call: ToolCall;
  readonly result: MessageContent;
}

const SUMMARY_INTRODUCTION = "Summary of the conversation so far:\n\n";

function errorText(error: McpError | null): string {
  if (error === null) return "unknown";
  return error.type === "mcp_tool_execution_error" ? String(error.content) : error.message;
}

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
