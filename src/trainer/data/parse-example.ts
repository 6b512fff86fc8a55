import type { AssistantMessage, Conversation, FunctionTool, Message } from "../../inference/index.ts";
import { isRecord, type JsonRecord, refuse } from "./example-problem.ts";
import { parseAnswer, parseMessage } from "./parse-message.ts";
import { parseTools } from "./parse-tools.ts";

interface ExampleTools {
  readonly tools: readonly FunctionTool[];
  readonly parallelToolCalls: boolean;
}

/** A conversation whose answers are to be learned. */
export interface ChatExample extends ExampleTools {
  readonly format: "chat";
  readonly conversation: Conversation;
  /** Numbers of the assistant messages that are learned. */
  readonly learned: readonly number[];
}

/** A conversation and two answers to it. */
export interface PreferenceExample extends ExampleTools {
  readonly format: "preference";
  readonly conversation: Conversation;
  readonly preferred: AssistantMessage;
  readonly other: AssistantMessage;
}

export type Example = ChatExample | PreferenceExample;

const MOST_MESSAGES = 2048;

/** Reads one line. @throws ExampleProblem */
export function parseExample(line: string): Example {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refuse("is not valid JSON");
  }
  if (!isRecord(value)) return refuse("is not a JSON object");
  if (value.messages !== undefined) return parseChat(value);
  if (value.input !== undefined || preferredOf(value) !== undefined) return parsePreference(value);
  if (value.prompt !== undefined)
    return refuse("is a prompt/completion pair; these models are trained on chat messages");
  return refuse("has neither messages nor input, preferred_output and non_preferred_output");
}

function parseChat(value: JsonRecord): ChatExample {
  const parsed = messagesOf(value.messages).map((message, index) =>
    parseMessage(message, `message ${index + 1}`),
  );
  const conversation: Message[] = parsed.map(({ message }) => message);
  const learned = parsed.flatMap(({ message, weight }, index) =>
    message.role === "assistant" && weight === 1 ? [index] : [],
  );
  if (!conversation.some(({ role }) => role === "assistant"))
    return refuse("has no assistant message; there is nothing to learn");
  if (conversation.at(-1)?.role !== "assistant") return refuse("must end with an assistant message");
  if (learned.length === 0) return refuse("gives every assistant message the weight 0");
  if (learned[0] === 0) return refuse("begins with an assistant message");
  return { format: "chat", conversation, learned, ...toolsOf(value) };
}

function parsePreference(value: JsonRecord): PreferenceExample {
  if (!isRecord(value.input)) return refuse("input is not an object");
  const conversation = messagesOf(value.input.messages).map(
    (message, index) => parseMessage(message, `input message ${index + 1}`).message,
  );
  const preferred = answerOf(preferredOf(value), "preferred_output");
  const other = answerOf(
    value.non_preferred_output ?? value.non_preferred_completion,
    "non_preferred_output",
  );
  return { format: "preference", conversation, preferred, other, ...toolsOf(value.input) };
}

/** The first description of the format had `completion` where the guide has `output`. */
function preferredOf(value: JsonRecord): unknown {
  return value.preferred_output ?? value.preferred_completion;
}

function answerOf(value: unknown, name: string): AssistantMessage {
  if (!Array.isArray(value) || value.length !== 1) return refuse(`${name} must hold exactly one message`);
  const [message] = value as unknown[];
  if (!isRecord(message) || message.role !== "assistant")
    return refuse(`${name} must be an assistant message`);
  return parseAnswer(message, name);
}

function messagesOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return refuse("messages is not a list");
  if (value.length === 0) return refuse("has an empty list of messages");
  if (value.length > MOST_MESSAGES)
    return refuse(`has ${value.length} messages; at most ${MOST_MESSAGES} are allowed`);
  return value;
}

function toolsOf(value: JsonRecord): ExampleTools {
  const parallel = value.parallel_tool_calls ?? true;
  if (typeof parallel !== "boolean") return refuse("parallel_tool_calls is neither true nor false");
  return { tools: parseTools(value), parallelToolCalls: parallel };
}
