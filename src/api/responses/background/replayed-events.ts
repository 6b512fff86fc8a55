import type { ResponseEvent, StreamComment } from "../events/response-event.ts";
import { streamInterrupted } from "./background-errors.ts";

/**
 * Continues a stream of which clients have seen a part before the server stopped: the response is
 * made again, and what comes out is left out for as long as it repeats what was told. Where the
 * deltas are cut does not matter. Throws an `ApiError` as soon as it differs, as an answer from the
 * same seed does when sums of floating-point numbers are made in another order: a stream cannot take
 * back what it told.
 */
export async function* replayedEvents(
  events: AsyncIterable<ResponseEvent | StreamComment>,
  told: readonly ResponseEvent[],
): AsyncGenerator<ResponseEvent, void> {
  let position = 0;
  /** How much of the delta at `position` has come again. */
  let offset = 0;
  for await (let event of events) {
    if (event.type === "comment") continue;
    for (;;) {
      const expected = told[position];
      if (expected === undefined) {
        yield event;
        break;
      }
      if (!isDeltaOf(expected) || !isDeltaOf(event) || !isSamePlace(expected, event)) {
        if (JSON.stringify(event) !== JSON.stringify(expected)) throw streamInterrupted();
        position++;
        break;
      }
      const rest = expected.delta.slice(offset);
      if (rest.length > event.delta.length) {
        if (!rest.startsWith(event.delta)) throw streamInterrupted();
        offset += event.delta.length;
        break;
      }
      if (!event.delta.startsWith(rest)) throw streamInterrupted();
      position++;
      offset = 0;
      if (rest.length === event.delta.length) break;
      event = { ...event, delta: event.delta.slice(rest.length) };
    }
  }
}

type DeltaEvent = Extract<ResponseEvent, { delta: string }>;

function isDeltaOf(event: ResponseEvent): event is DeltaEvent {
  return "delta" in event;
}

function isSamePlace(left: DeltaEvent, right: DeltaEvent): boolean {
  return left.type === right.type && left.item_id === right.item_id;
}
