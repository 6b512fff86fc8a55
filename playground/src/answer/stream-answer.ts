import { streamEvents } from "../api/event-stream.ts";
import type { ApiKind } from "../conversation/settings.ts";
import type { AnswerEvent } from "./answer-event.ts";
import { chatChunkEvents } from "./chat-chunks.ts";
import { prefillProgress } from "./prefill-progress.ts";
import { responseEvents } from "./response-events.ts";

export const API_PATHS: Record<ApiKind, string> = {
  chat: "/v1/chat/completions",
  responses: "/v1/responses",
};

/** Sends a request and yields what comes back. Throws `ApiFailure`, within the stream too. */
export async function* streamAnswer(
  api: ApiKind,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  const events = api === "chat" ? chatChunkEvents : responseEvents;
  for await (const part of streamEvents(API_PATHS[api], { body, signal })) {
    if (part.kind === "data") {
      yield* events(part.data);
    } else {
      const progress = prefillProgress(part.text);
      if (progress) yield { type: "prefill", ...progress };
    }
  }
}
