import { failureFromBody } from "../api/api-failure.ts";
import type { AnswerEvent } from "./answer-event.ts";
import { toTokenProbability, type WireToken } from "./chat-chunks.ts";

interface WireItem {
  readonly type: string;
  readonly call_id?: string;
  readonly name?: string;
}

interface WireResponse {
  readonly status?: string;
  readonly error?: { readonly message: string; readonly code?: string } | null;
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly usage?: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly input_tokens_details?: { readonly cached_tokens?: number };
  } | null;
}

interface WireEvent {
  readonly type: string;
  readonly delta?: string;
  readonly output_index?: number;
  readonly item?: WireItem;
  readonly logprobs?: readonly WireToken[];
  readonly response?: WireResponse;
  readonly message?: string;
  readonly code?: string | null;
}

/** The events in one event of a streamed response. Throws what the stream reports as an error. */
export function* responseEvents(data: string): Generator<AnswerEvent, void> {
  const event = JSON.parse(data) as WireEvent;
  const index = event.output_index ?? 0;
  const text = event.delta ?? "";
  switch (event.type) {
    case "response.output_text.delta":
      yield { type: "text", choice: 0, text };
      if (event.logprobs?.length) {
        yield { type: "probabilities", choice: 0, tokens: event.logprobs.map(toTokenProbability) };
      }
      return;
    case "response.refusal.delta":
      yield { type: "refusal", choice: 0, text };
      return;
    case "response.output_item.added": {
      const { type, call_id: id, name } = event.item ?? { type: "" };
      if ((type !== "function_call" && type !== "custom_tool_call") || !id || !name) return;
      const kind = type === "custom_tool_call" ? "custom" : "function";
      yield { type: "tool-call", choice: 0, index, id, kind, name };
      return;
    }
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      yield { type: "tool-input", choice: 0, index, text };
      return;
    case "response.completed":
    case "response.incomplete":
      yield* endEvents(event.response ?? {});
      return;
    case "response.failed":
      throw failureFromBody(JSON.stringify({ error: event.response?.error }), {
        otherwise: "The response failed.",
      });
    case "error":
      throw failureFromBody(JSON.stringify({ error: event }), {
        otherwise: "The stream ended with an error.",
      });
  }
}

function* endEvents({ status, incomplete_details, usage }: WireResponse): Generator<AnswerEvent, void> {
  const reason = incomplete_details?.reason ?? status ?? "completed";
  yield { type: "finish", choice: 0, reason };
  if (!usage) return;
  yield {
    type: "usage",
    usage: {
      promptTokens: usage.input_tokens,
      cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
      completionTokens: usage.output_tokens,
      acceptedPredictionTokens: 0,
      rejectedPredictionTokens: 0,
    },
  };
}
