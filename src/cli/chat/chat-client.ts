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

/** Streams the answer to a conversation, piece by piece. Throws with the server's own message. */
export async function* streamChat(
  { url, apiKey, model }: ChatTarget,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, messages, stream: true, stream_options: { include_obfuscation: false } }),
    signal,
  });
  if (!response.ok || response.body === null) throw new Error(messageOf(await response.text()));
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: ") || line === "data: [DONE]") continue;
      const chunk = JSON.parse(line.slice(6));
      if (chunk.error) throw new Error(chunk.error.message);
      yield chunk.choices[0]?.delta?.content ?? "";
    }
  }
}

function messageOf(body: string): string {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return "The server's answer was not understood.";
  }
}
