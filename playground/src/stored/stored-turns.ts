import type { Answer, ToolCall } from "../answer/answer.ts";
import { type AssistantTurn, newId, type ToolTurn, type Turn, userTurn } from "../conversation/turn.ts";

interface Part {
  readonly type?: string;
  readonly text?: string;
  readonly refusal?: string;
}

type Content = string | readonly Part[] | null | undefined;

interface WireCall {
  readonly id: string;
  readonly type: "function" | "custom";
  readonly function?: { readonly name: string; readonly arguments: string };
  readonly custom?: { readonly name: string; readonly input: string };
}

/** A message of a stored completion. */
export interface StoredMessage {
  readonly role: string;
  readonly content?: Content;
  readonly content_parts?: readonly Part[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly WireCall[] | null;
  readonly tool_call_id?: string;
}

/** An item of a stored response's input or output. */
export interface StoredItem {
  readonly type?: string;
  readonly role?: string;
  readonly content?: Content;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly output?: Content;
}

export interface StoredConversation {
  readonly instructions: string;
  readonly turns: readonly Turn[];
}

export function conversationOfMessages(
  messages: readonly StoredMessage[],
  model: string,
): StoredConversation {
  const instructions: string[] = [];
  const turns: Turn[] = [];
  const calls = new Map<string, ToolCall>();
  for (const message of messages) {
    const text = textOf(message.content_parts ?? message.content);
    if (message.role === "system" || message.role === "developer") instructions.push(text);
    else if (message.role === "user") turns.push(userTurn(text));
    else if (message.role === "tool") turns.push(toolTurn(message.tool_call_id ?? "", text, calls));
    else if (message.role === "assistant") {
      const toolCalls = (message.tool_calls ?? []).map(toCall);
      for (const call of toolCalls) calls.set(call.id, call);
      const refusal = message.refusal ?? undefined;
      turns.push(assistantTurn({ text, toolCalls, model, ...(refusal !== undefined && { refusal }) }));
    }
  }
  return { instructions: instructions.join("\n\n"), turns };
}

export function conversationOfItems(items: readonly StoredItem[], model: string): StoredConversation {
  const instructions: string[] = [];
  const turns: Turn[] = [];
  const calls = new Map<string, ToolCall>();
  for (const item of items) {
    if (item.type === "function_call" || item.type === "custom_tool_call") {
      const call = callOfItem(item);
      calls.set(call.id, call);
      addCall(turns, call, model);
    } else if (item.type === "function_call_output" || item.type === "custom_tool_call_output") {
      turns.push(toolTurn(item.call_id ?? "", textOf(item.output), calls));
    } else if (item.role === "system" || item.role === "developer") {
      instructions.push(textOf(item.content));
    } else if (item.role === "user") {
      turns.push(userTurn(textOf(item.content)));
    } else if (item.role === "assistant") {
      turns.push(assistantTurn({ text: textOf(item.content), toolCalls: [], model }));
    }
  }
  return { instructions: instructions.join("\n\n"), turns };
}

/** Calls follow the words of the answer they belong to, as items of their own. */
function addCall(turns: Turn[], call: ToolCall, model: string): void {
  const last = turns.at(-1);
  if (last?.role !== "assistant") {
    turns.push(assistantTurn({ text: "", toolCalls: [call], model }));
    return;
  }
  const [answer] = last.choices;
  turns[turns.length - 1] = { ...last, choices: [{ ...answer, toolCalls: [...answer.toolCalls, call] }] };
}

function assistantTurn(answer: Omit<Answer, "state">): AssistantTurn {
  return { id: newId(), role: "assistant", choices: [{ ...answer, state: "done" }], chosen: 0 };
}

function toolTurn(callId: string, text: string, calls: ReadonlyMap<string, ToolCall>): ToolTurn {
  const call = calls.get(callId);
  return {
    id: newId(),
    role: "tool",
    callId,
    name: call?.name ?? "tool",
    kind: call?.kind ?? "function",
    text,
  };
}

function toCall(call: WireCall): ToolCall {
  return call.type === "custom"
    ? { id: call.id, kind: "custom", name: call.custom?.name ?? "", input: call.custom?.input ?? "" }
    : {
        id: call.id,
        kind: "function",
        name: call.function?.name ?? "",
        input: call.function?.arguments ?? "",
      };
}

function callOfItem({ type, call_id, name, arguments: args, input }: StoredItem): ToolCall {
  const kind = type === "custom_tool_call" ? "custom" : "function";
  return { id: call_id ?? "", kind, name: name ?? "", input: (kind === "custom" ? input : args) ?? "" };
}

/** Parts that are no text, such as images, are named in their place. */
function textOf(content: Content): string {
  if (typeof content === "string") return content;
  return (content ?? [])
    .map(({ text, refusal, type }) => text ?? refusal ?? `(${type ?? "part"})`)
    .join("\n");
}
