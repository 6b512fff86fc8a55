/** A message of the conversation so far. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface ChatTarget {
  /** Base URL with `/v1`. */
  readonly url: string;
  readonly apiKey?: string;
  readonly model: string;
}

export type ChatEvent =
  | { readonly type: "prefill"; readonly computedTokens: number; readonly promptTokens: number }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "usage"; readonly promptTokens: number; readonly completionTokens: number };

/** Streams the answer to a conversation. Throws with the server's own message. */
export async function* streamChat(
  { url, apiKey, model }: ChatTarget,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  maximumTokens?: number,
): AsyncGenerator<ChatEvent> {
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({
      model,
      messages,
      // Small weights ramble at the API's default of 1.
      temperature: 0.3,
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
      max_tokens: maximumTokens,
    }),
    signal,
  });
  if (!response.ok || response.body === null) throw new Error(messageOf(await response.text()));
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield* eventsOf(line);
  }
}

function* eventsOf(line: string): Iterable<ChatEvent> {
  const prefill = /^: prefill (\d+) of (\d+)/.exec(line);
  if (prefill)
    yield { type: "prefill", computedTokens: Number(prefill[1]), promptTokens: Number(prefill[2]) };
  if (!line.startsWith("data: ") || line === "data: [DONE]") return;
  const chunk = JSON.parse(line.slice(6));
  if (chunk.error) throw new Error(chunk.error.message);
  const text = chunk.choices[0]?.delta?.content;
  if (text) yield { type: "text", text };
  if (chunk.usage) {
    yield {
      type: "usage",
      promptTokens: chunk.usage.prompt_tokens,
      completionTokens: chunk.usage.completion_tokens,
    };
  }
}

function messageOf(body: string): string {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return "The server's answer was not understood.";
  }
}
