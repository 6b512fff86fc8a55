import type { ApiError } from "../errors/api-error.ts";
import { toApiError } from "../errors/to-api-error.ts";
import { isTerminal, type ResponseEvent, type StreamComment } from "./events/response-event.ts";
import type { ResponseWriter } from "./events/response-writer.ts";

export interface Telling {
  readonly writer: ResponseWriter;
  /** Resolves when the writer's response is kept for good, and with it the events that it ended with. */
  readonly save: (lastEvents: readonly ResponseEvent[]) => Promise<void>;
  /** Whether an error means that there is nothing to tell, because nobody waits or it is done again later. */
  readonly isAbandoned: (error: ApiError) => boolean;
  readonly onError: (error: ApiError) => void;
}

/**
 * The events of an answer to their end: what goes wrong becomes the last two of them. A response is
 * kept before its end is told of. Only an abandoned one has no end.
 */
export async function* toldEvents(
  events: AsyncIterable<ResponseEvent | StreamComment>,
  { writer, save, isAbandoned, onError }: Telling,
): AsyncGenerator<ResponseEvent | StreamComment, void> {
  try {
    for await (const event of events) {
      if (isTerminal(event)) await save([event]);
      yield event;
    }
  } catch (thrown) {
    const error = toApiError(thrown);
    if (isAbandoned(error)) return;
    onError(error);
    const last = [...writer.failed(error)];
    try {
      await save(last);
    } catch (unsaved) {
      const reason = toApiError(unsaved);
      if (isAbandoned(reason)) return;
      onError(reason);
    }
    yield* last;
  }
}
