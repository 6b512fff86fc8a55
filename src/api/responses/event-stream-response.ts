import type { Context } from "hono";
import type { Logger } from "pino";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { clientGone } from "../errors/server-errors.ts";
import { toApiError } from "../errors/to-api-error.ts";
import type { RunningRequest } from "../running-requests.ts";
import { EVENT_STREAM_HEADERS, eventStream } from "../streaming/event-stream.ts";
import { errorFrame, eventFrame } from "./events/event-frame.ts";
import type { NumberedEvent, StreamComment } from "./events/response-event.ts";

export interface EventStreamRequest {
  readonly events: AsyncIterable<NumberedEvent | StreamComment>;
  readonly includeObfuscation: boolean;
  /** Ended with the stream. */
  readonly running: RunningRequest;
}

/** Answers with a stream of a response's events. */
export function eventStreamResponse(
  context: Context<ApiEnvironment>,
  { events, includeObfuscation, running }: EventStreamRequest,
  { obfuscation, limits }: ApiServices,
): Response {
  const stream = eventStream({
    frames: frames(events, includeObfuscation ? obfuscation : undefined, context.var.log),
    onCancel: () => running.cancel(clientGone()),
    onEnd: () => running.end(),
    onStall: () => {
      context.var.log.warn("client stopped reading; connection closed");
      context.env.outgoing.destroy();
    },
    stalledMilliseconds: limits.stalledClientMilliseconds,
  });
  return new Response(stream, { headers: EVENT_STREAM_HEADERS });
}

/** Never throws: the head of the answer is out, so that an error can only be its last event. */
async function* frames(
  events: EventStreamRequest["events"],
  obfuscation: ApiServices["obfuscation"] | undefined,
  log: Logger,
): AsyncGenerator<string, void> {
  try {
    for await (const event of events) yield eventFrame(event, obfuscation);
  } catch (thrown) {
    const error = toApiError(thrown);
    log.error({ err: error.cause ?? error }, "stream broke off");
    yield errorFrame(error);
  }
}
