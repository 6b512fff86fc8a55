import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "hono";
import type { InferenceError, TextEvent } from "../../inference/index.ts";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import type { ApiError } from "../errors/api-error.ts";
import { clientGone } from "../errors/server-errors.ts";
import { toApiError } from "../errors/to-api-error.ts";
import type { RunningRequest } from "../running-requests.ts";
import { EVENT_STREAM_HEADERS, eventStream } from "../streaming/event-stream.ts";
import { peek } from "../streaming/peek.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { completionError } from "./completion-error.ts";
import type { Generation } from "./generation.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";

/**
 * Answers with a stream of chunks. What goes wrong before the first event is still an ordinary HTTP
 * error; but a client is not left without headers for as long as a long queue or prompt may take.
 */
export async function streamCompletion(
  context: Context<ApiEnvironment>,
  generation: Generation,
  request: ChatCompletionRequest,
  services: ApiServices,
  running: RunningRequest,
): Promise<Response> {
  const worded = (error: InferenceError) => completionError(error, generation, running);
  const { first, items } = peek(generation.events);
  const opening = await Promise.race([
    first,
    delay(services.limits.streamHeadersMilliseconds, undefined, { ref: false }),
  ]);
  if (opening?.value?.type === "error") throw worded(opening.value.error);

  const writer = new ChunkWriter({
    head: generation.head,
    includeUsage: request.stream_options?.include_usage === true,
    ...(request.stream_options?.include_obfuscation !== false && { obfuscation: services.obfuscation }),
  });
  const { log } = context.var;
  const stream = eventStream({
    frames: frames(items, writer, worded, (error) => log.error({ err: error }, "stream failed")),
    onCancel: () => running.cancel(clientGone()),
    onEnd: () => running.end(),
    onStall: () => {
      log.warn("client stopped reading; connection closed");
      context.env.outgoing.destroy();
    },
    stalledMilliseconds: services.limits.stalledClientMilliseconds,
  });
  return new Response(stream, { headers: EVENT_STREAM_HEADERS });
}

/** Never throws: the head of the answer is out, so that an error can only be its last chunk. */
async function* frames(
  events: AsyncIterable<TextEvent>,
  writer: ChunkWriter,
  worded: (error: InferenceError) => ApiError,
  logError: (error: unknown) => void,
): AsyncGenerator<string, void> {
  try {
    for await (const event of events) {
      if (event.type === "error") throw worded(event.error);
      const frame = writer.write(event);
      if (frame !== "") yield frame;
      if (event.type === "end") return;
    }
    throw new Error("The answer ended without saying so.");
  } catch (thrown) {
    const error = toApiError(thrown);
    if (error.status >= 500) logError(error.cause ?? error);
    yield writer.writeError(error);
  }
}
