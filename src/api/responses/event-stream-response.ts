import type { Context } from "hono";
import type { ApiEnvironment, ApiServices } from "../api-environment.ts";
import { clientGone } from "../errors/server-errors.ts";
import type { RunningRequest } from "../running-requests.ts";
import { EVENT_STREAM_HEADERS, eventStream } from "../streaming/event-stream.ts";
import { eventFrame } from "./events/event-frame.ts";
import type { NumberedEvent } from "./events/response-event.ts";

export interface EventStreamRequest {
  /** Must not throw. */
  readonly events: AsyncIterable<NumberedEvent>;
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
    frames: frames(events, includeObfuscation ? obfuscation : undefined),
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

async function* frames(
  events: AsyncIterable<NumberedEvent>,
  obfuscation: ApiServices["obfuscation"] | undefined,
): AsyncGenerator<string, void> {
  for await (const event of events) yield eventFrame(event, obfuscation);
}
