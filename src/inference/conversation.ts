/** One piece of a message. Images are part of the language, whatever the weights can do with them. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly url: string; readonly detail: "auto" | "low" | "high" };

export type MessageContent = string | readonly ContentPart[];

/** A call the assistant made. `arguments` is JSON text as the model wrote it, `input` is free text. */
export type ToolCall =
  | { readonly kind: "function"; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly kind: "custom"; readonly id: string; readonly name: string; readonly input: string };

export interface InstructionMessage {
  readonly role: "developer" | "system";
  readonly content: MessageContent;
  readonly name?: string;
}

export interface UserMessage {
  readonly role: "user";
  readonly content: MessageContent;
  readonly name?: string;
}

export interface AssistantMessage {
  readonly role: "assistant";
  /** Empty where the assistant only called tools. */
  readonly content: MessageContent;
  readonly toolCalls?: readonly ToolCall[];
}

export interface ToolMessage {
  readonly role: "tool";
  readonly toolCallId: string;
  readonly content: MessageContent;
}

export type Message = InstructionMessage | UserMessage | AssistantMessage | ToolMessage;

/** Oldest message first. */
export type Conversation = readonly Message[];

/** A call's arguments as JSON. Models know functions only: a custom tool is one with a single text argument. */
export function argumentsJson(call: ToolCall): string {
  return call.kind === "function" ? call.arguments : JSON.stringify({ input: call.input });
}
