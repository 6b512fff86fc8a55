import { failureFromBody } from "../api/api-failure.ts";
import type { Usage } from "./answer.ts";
import type { AnswerEvent } from "./answer-event.ts";

interface WireToken {
  readonly token: string;
  readonly logprob: number;
  readonly top_logprobs?: readonly { readonly token: string; readonly logprob: number }[];
}

interface WireToolCall {
  readonly index: number;
  readonly id?: string;
  readonly type?: "function" | "custom";
  readonly function?: { readonly name?: string; readonly arguments?: string };
  readonly custom?: { readonly name?: string; readonly input?: string };
}

interface WireChunk {
  readonly error?: unknown;
  readonly choices: readonly {
    readonly index: number;
    readonly delta: {
      readonly content?: string | null;
      readonly refusal?: string | null;
      readonly tool_calls?: readonly WireToolCall[];
    };
    readonly logprobs?: { readonly content?: readonly WireToken[] | null } | null;
    readonly finish_reason: string | null;
  }[];
  readonly usage?: WireUsage | null;
}

interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number };
  readonly completion_tokens_details?: {
    readonly accepted_prediction_tokens?: number;
    readonly rejected_prediction_tokens?: number;
  };
}

/** The events in one chunk of a streamed chat completion. Throws what the stream reports as an error. */
export function* chatChunkEvents(data: string): Generator<AnswerEvent, void> {
  const chunk = JSON.parse(data) as WireChunk;
  if (chunk.error) throw failureFromBody(data, { otherwise: "The stream ended with an error." });
  for (const { index: choice, delta, logprobs, finish_reason } of chunk.choices) {
    if (delta.content) yield { type: "text", choice, text: delta.content };
    if (delta.refusal) yield { type: "refusal", choice, text: delta.refusal };
    for (const call of delta.tool_calls ?? []) yield* toolCallEvents(choice, call);
    if (logprobs?.content?.length) {
      yield { type: "probabilities", choice, tokens: logprobs.content.map(toTokenProbability) };
    }
    if (finish_reason !== null) yield { type: "finish", choice, reason: finish_reason };
  }
  if (chunk.usage) yield { type: "usage", usage: toUsage(chunk.usage) };
}

function* toolCallEvents(choice: number, call: WireToolCall): Generator<AnswerEvent, void> {
  const { index } = call;
  const name = call.function?.name ?? call.custom?.name;
  const kind = call.custom ? "custom" : "function";
  if (call.id !== undefined && name !== undefined) {
    yield { type: "tool-call", choice, index, id: call.id, kind, name };
  }
  const text = call.function?.arguments ?? call.custom?.input;
  if (text) yield { type: "tool-input", choice, index, text };
}

export function toTokenProbability({ token, logprob, top_logprobs = [] }: WireToken) {
  return {
    token,
    logProbability: logprob,
    alternatives: top_logprobs.map((other) => ({ token: other.token, logProbability: other.logprob })),
  };
}

function toUsage(usage: WireUsage): Usage {
  return {
    promptTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completionTokens: usage.completion_tokens,
    acceptedPredictionTokens: usage.completion_tokens_details?.accepted_prediction_tokens ?? 0,
    rejectedPredictionTokens: usage.completion_tokens_details?.rejected_prediction_tokens ?? 0,
  };
}

export type { WireToken };
