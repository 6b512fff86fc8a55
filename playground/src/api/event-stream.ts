import { type RequestOptions, request } from "./request.ts";

export type StreamPart =
  | { readonly kind: "data"; readonly data: string }
  /** A line that starts with a colon: the server's word on how far a prompt has come. */
  | { readonly kind: "comment"; readonly text: string };

/** Asks for a stream of server-sent events and yields its parts as they come, `[DONE]` excluded. */
export async function* streamEvents(path: string, options: RequestOptions): AsyncGenerator<StreamPart, void> {
  const response = await request(path, {
    ...options,
    headers: { accept: "text/event-stream", ...options.headers },
  });
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.parse(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Splits text that arrives in any pieces into the events it holds. */
export class EventParser {
  #rest = "";
  #data: string[] = [];

  *parse(text: string): Generator<StreamPart, void> {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith(":")) yield { kind: "comment", text: line.slice(1).trim() };
      else if (line.startsWith("data:")) this.#data.push(line.slice(line[5] === " " ? 6 : 5));
      else if (line === "" && this.#data.length > 0) {
        const data = this.#data.join("\n");
        this.#data = [];
        if (data !== "[DONE]") yield { kind: "data", data };
      }
    }
  }
}
