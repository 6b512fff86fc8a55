import { argumentsJson, type Conversation, type Message, type ToolCall } from "../conversation.ts";
import { textOf } from "../message-text.ts";
import { answerText, callText, resultText } from "../tools/generic-tools.ts";

/** A message in the form that templates understand. */
export interface ShapedMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly calls?: readonly ToolCall[];
  /** The call that a tool message answers. */
  readonly answered?: { readonly id: string; readonly name: string };
}

/** What a template takes; whatever it does not take is said in a way that it does. */
export interface MessageShape {
  /** Where system messages may stand: at the start only, anywhere, or not at all. */
  readonly system: "first" | "anywhere" | "none";
  /** Whether user and assistant must take turns, the user first. */
  readonly alternate: boolean;
  /** Calls and results: as the template writes them, one call a turn, or as plain text. */
  readonly tools: "parallel" | "single" | "text";
  /** Whether answers in words carry the decision of the generic tool format, as calls in text do. */
  readonly marksAnswers: boolean;
}

/** Nothing is dropped: what a shape does not allow is merged into a neighbour. */
export function shapeMessages(conversation: Conversation, shape: MessageShape): ShapedMessage[] {
  let messages = shapeTools(fromConversation(conversation), shape);
  if (shape.system !== "anywhere") messages = foldSystem(messages, shape.system);
  return shape.alternate ? alternate(messages) : messages;
}

function fromConversation(conversation: Conversation): ShapedMessage[] {
  const names = new Map<string, string>();
  for (const message of conversation) {
    if (message.role !== "assistant") continue;
    for (const call of message.toolCalls ?? []) names.set(call.id, call.name);
  }
  return conversation.map((message) => fromMessage(message, names));
}

function fromMessage(message: Message, callNames: ReadonlyMap<string, string>): ShapedMessage {
  const content = textOf(message.content);
  switch (message.role) {
    case "developer":
    case "system":
      return { role: "system", content: withSpeaker(message.name, content) };
    case "user":
      return { role: "user", content: withSpeaker(message.name, content) };
    case "assistant": {
      const calls = message.toolCalls ?? [];
      return { role: "assistant", content, ...(calls.length > 0 && { calls }) };
    }
    case "tool": {
      const id = message.toolCallId;
      return { role: "tool", content, answered: { id, name: callNames.get(id) ?? UNKNOWN_TOOL } };
    }
  }
}

/** Stands in for the name of a tool whose call is not part of the conversation. */
const UNKNOWN_TOOL = "tool";

/** Templates have no place for a speaker's name, and it tells participants apart. */
function withSpeaker(name: string | undefined, content: string): string {
  return name === undefined ? content : `${name}: ${content}`;
}

function shapeTools(messages: readonly ShapedMessage[], shape: MessageShape): ShapedMessage[] {
  if (shape.tools === "text") return messages.map((message) => toolsAsText(message, shape.marksAnswers));
  return shape.tools === "single" ? oneCallEach(messages) : [...messages];
}

function toolsAsText(message: ShapedMessage, marksAnswers: boolean): ShapedMessage {
  if (message.role === "tool") {
    return { role: "user", content: resultText(message.answered?.name ?? UNKNOWN_TOOL, message.content) };
  }
  if (message.calls === undefined) {
    const isMarked = marksAnswers && message.role === "assistant";
    return isMarked ? { ...message, content: answerText(message.content) } : message;
  }
  const calls = message.calls.map((call) => callText(call.name, argumentsJson(call)));
  return { role: message.role, content: joinText([message.content, ...calls], "\n") };
}

/** Parallel calls become a sequence of calls, each followed by its own result. */
function oneCallEach(messages: readonly ShapedMessage[]): ShapedMessage[] {
  const shaped: ShapedMessage[] = [];
  const moved = new Set<ShapedMessage>();
  messages.forEach((message, index) => {
    if (moved.has(message)) return;
    const calls = message.calls ?? [];
    if (calls.length < 2) {
      shaped.push(message);
      return;
    }
    calls.forEach((call, position) => {
      shaped.push({ role: "assistant", content: position === 0 ? message.content : "", calls: [call] });
      const result = messages
        .slice(index + 1)
        .find((later) => later.answered?.id === call.id && !moved.has(later));
      if (result === undefined) return;
      moved.add(result);
      shaped.push(result);
    });
  });
  return shaped;
}

/** Instructions that have no place of their own go before the next thing the user says. */
function foldSystem(messages: readonly ShapedMessage[], system: "first" | "none"): ShapedMessage[] {
  const shaped: ShapedMessage[] = [];
  let leading: string[] = [];
  let pending: string[] = [];
  let started = false;
  for (const message of messages) {
    if (message.role === "system") {
      (system === "first" && !started ? leading : pending).push(message.content);
      continue;
    }
    if (!started && leading.length > 0) shaped.push({ role: "system", content: joinText(leading, "\n\n") });
    leading = [];
    started = true;
    if (message.role === "user" && pending.length > 0) {
      shaped.push({ role: "user", content: joinText([...pending, message.content], "\n\n") });
      pending = [];
    } else {
      shaped.push(message);
    }
  }
  if (leading.length > 0) shaped.push({ role: "system", content: joinText(leading, "\n\n") });
  if (pending.length > 0) shaped.push({ role: "user", content: joinText(pending, "\n\n") });
  return shaped;
}

function alternate(messages: readonly ShapedMessage[]): ShapedMessage[] {
  const shaped: ShapedMessage[] = [];
  for (const message of messages) {
    const previous = shaped.at(-1);
    const mergeable = message.calls === undefined && previous?.calls === undefined && message.role !== "tool";
    if (mergeable && previous?.role === message.role) {
      shaped[shaped.length - 1] = {
        role: message.role,
        content: joinText([previous.content, message.content], "\n\n"),
      };
    } else {
      shaped.push(message);
    }
  }
  const first = shaped.findIndex((message) => message.role !== "system");
  if (first === -1 || shaped[first]?.role !== "user") {
    shaped.splice(first === -1 ? shaped.length : first, 0, { role: "user", content: OPENING });
  }
  return shaped;
}

/** Said for the user where a template wants the user to begin and the conversation does not. */
const OPENING = "Begin.";

function joinText(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== "").join(separator);
}
