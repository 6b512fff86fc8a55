import { randomUUID } from "node:crypto";

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a bench asks of a server. Answers are greedy or have a seed, so that both sides do the same work. */
export interface ChatWork {
  readonly messages: readonly ChatMessage[];
  readonly maximumTokens: number;
  /** Absent: greedy. */
  readonly sampled?: { readonly temperature: number; readonly seed: number };
  readonly prediction?: string;
  /** Nothing that was computed for an earlier request shall help. */
  readonly cold?: boolean;
  readonly responseFormat?: unknown;
}

/** The body for a server of this kind; every field that not all servers know depends on the kind. */
export function requestBody(work: ChatWork, model: string, kind: ServerKind): string {
  return JSON.stringify({
    model,
    messages: work.messages,
    max_tokens: work.maximumTokens,
    ...(work.sampled ?? { temperature: 0 }),
    stream: true,
    stream_options: { include_usage: true },
    ...(work.responseFormat !== undefined && { response_format: work.responseFormat }),
    ...(work.prediction !== undefined && { prediction: { type: "content", content: work.prediction } }),
    ...(work.cold && noCache(kind)),
  });
}

/** Prompts share their cache only with prompts of the same key. */
function noCache(kind: ServerKind): object {
  return kind === "llama-server" ? { cache_prompt: false } : { prompt_cache_key: randomUUID() };
}

/** Servers that need something said differently. */
export type ServerKind = "llama-server" | "other";
