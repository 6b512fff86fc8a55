import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { ApiServices } from "../api-environment.ts";
import type { ApiError } from "../errors/api-error.ts";
import { clientGone } from "../errors/server-errors.ts";
import type { RequestUsage } from "../metering/request-usage.ts";
import { peek } from "../streaming/peek.ts";
import { answer } from "./answer.ts";
import {
  type NumberedEvent,
  numberEvent,
  type ResponseEvent,
  type StreamComment,
} from "./events/response-event.ts";
import { ResponseWriter } from "./events/response-writer.ts";
import type { PreparedResponse } from "./prepare-response.ts";
import { saveResponse } from "./save-response.ts";
import { toldEvents } from "./told-events.ts";

/** How long a stream waits for what the engine refuses at once, which is then an ordinary HTTP error. */
const REFUSAL_MILLISECONDS = 1_000;

/** The events of a response that is made while its client listens. They never fail; making them may. */
export async function streamedEvents(
  prepared: PreparedResponse,
  usage: RequestUsage,
  services: ApiServices,
  signal: AbortSignal,
  log: Logger,
): Promise<AsyncIterable<NumberedEvent | StreamComment>> {
  const writer = new ResponseWriter(prepared.body);
  const opening = [...writer.created(), ...writer.started()];
  const { first, items } = peek(answer(prepared, writer, usage, services, signal));
  await Promise.race([first, delay(REFUSAL_MILLISECONDS, undefined, { ref: false })]);
  const told = toldEvents(items, {
    writer,
    save: () => saveResponse(usage, prepared, writer.response),
    isAbandoned: (error) => error.status === clientGone().status,
    onError: (error: ApiError) => {
      if (error.status >= 500) log.error({ err: error.cause ?? error }, "stream failed");
    },
  });
  return numbered(opening, told);
}

async function* numbered(
  opening: Iterable<ResponseEvent>,
  rest: AsyncIterable<ResponseEvent | StreamComment>,
): AsyncGenerator<NumberedEvent | StreamComment, void> {
  let count = 0;
  for (const event of opening) yield numberEvent(event, count++);
  for await (const event of rest) yield event.type === "comment" ? event : numberEvent(event, count++);
}
