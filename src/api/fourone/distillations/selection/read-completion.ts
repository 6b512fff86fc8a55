import type { JsonObject, StoredCompletion } from "../../../../store/index.ts";
import { ExampleProblem, parseExample } from "../../../../trainer/index.ts";
import type { ChatCompletionChoice } from "../chat-completion.ts";
import { promptKey } from "./prompt-key.ts";

/** Why a stored completion cannot be learned from. */
export type Unusable = "truncated" | "refused" | "not_text" | "too_long" | "unsupported";

/** A stored completion that can be learned from. */
export interface UsableCompletion {
  /** The same for all completions of one prompt. */
  readonly key: string;
  readonly messages: readonly JsonObject[];
  readonly tools: readonly unknown[] | undefined;
  /** The teacher's. */
  readonly answer: JsonObject;
  /** Of a training file, without its end. */
  readonly line: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Bytes of a line. What is longer is cut at its end in training, which is where the answer stands. */
const LONGEST_LINE = 1024 * 1024;

const KEPT = ["role", "content", "name", "tool_calls", "tool_call_id", "function_call", "refusal"] as const;

/** What there is to learn in a stored completion, as the training format has it; or why there is nothing. */
export function readCompletion(
  { request, response }: Pick<StoredCompletion, "request" | "response">,
  messages: readonly JsonObject[],
): UsableCompletion | Unusable {
  const { choices = [], usage } = response as unknown as {
    readonly choices?: readonly ChatCompletionChoice[];
    readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  };
  const verdicts = choices.map(verdictOf);
  const whole = choices[verdicts.indexOf("whole")];
  if (whole === undefined) return (verdicts[0] as Unusable | undefined) ?? "unsupported";
  if (messages.some(isNotText)) return "not_text";
  const prompt = messages.map(cleaned);
  const answer = cleaned({ ...whole.message, role: "assistant" });
  const tools = Array.isArray(request.tools) && request.tools.length > 0 ? request.tools : undefined;
  // Only this answer is learned: those before it were answers to other prompts, which may be stored as well.
  const read = prompt.map((message) => (message.role === "assistant" ? { ...message, weight: 0 } : message));
  const line = JSON.stringify({ messages: [...read, answer], ...(tools && { tools }) });
  if (Buffer.byteLength(line) > LONGEST_LINE) return "too_long";
  if (!isExample(line)) return "unsupported";
  return {
    key: promptKey(prompt, tools),
    messages: prompt,
    tools,
    answer,
    line,
    inputTokens: usage?.prompt_tokens ?? 0,
    // Of several answers they are counted together.
    outputTokens: Math.round((usage?.completion_tokens ?? 0) / choices.length),
  };
}

function verdictOf({ finish_reason: reason, message }: ChatCompletionChoice): Unusable | "whole" {
  if (reason === "length") return "truncated";
  if (reason === "content_filter" || typeof message.refusal === "string") return "refused";
  return reason === "stop" || reason === "tool_calls" ? "whole" : "unsupported";
}

function isNotText({ content, audio }: JsonObject): boolean {
  if (audio !== undefined && audio !== null) return true;
  if (!Array.isArray(content)) return false;
  return content.some(({ type }: JsonObject) => type !== "text" && type !== "refusal");
}

/** Training knows fewer fields and roles than requests do. */
function cleaned(message: JsonObject): JsonObject {
  const kept = KEPT.flatMap((key) => {
    const value = message[key];
    const isAbsent = value === undefined || (value === null && key !== "content");
    return isAbsent ? [] : [[key, key === "role" && value === "developer" ? "system" : value] as const];
  });
  return Object.fromEntries(kept);
}

function isExample(line: string): boolean {
  try {
    parseExample(line);
    return true;
  } catch (error) {
    if (error instanceof ExampleProblem) return false;
    throw error;
  }
}
