export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a bench asks of a server. Answers are greedy, so that both sides do the same work. */
export interface ChatWork {
  readonly messages: readonly ChatMessage[];
  readonly maximumTokens: number;
  readonly prediction?: string;
  /** Whether a prompt cache that can be switched off per request shall be. */
  readonly cold?: boolean;
  readonly responseFormat?: unknown;
}

/** The body for a server of this kind; every field that not all servers know depends on the kind. */
export function requestBody(work: ChatWork, model: string, kind: ServerKind): string {
  return JSON.stringify({
    model,
    messages: work.messages,
    max_tokens: work.maximumTokens,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    ...(work.responseFormat !== undefined && { response_format: work.responseFormat }),
    ...(work.prediction !== undefined && { prediction: { type: "content", content: work.prediction } }),
    ...(work.cold && kind === "llama-server" && { cache_prompt: false }),
  });
}

/** Servers that need something said differently. */
export type ServerKind = "llama-server" | "other";
