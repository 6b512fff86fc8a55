import type { ApiServices } from "../../api-environment.ts";
import { isTerminal, type NumberedEvent, type StreamComment } from "../events/response-event.ts";

/** Workers of other processes give no sign: their events are looked for this often. */
const POLL_MILLISECONDS = 1_000;

const PAGE = 500;

/** Looks without anything new after which the client hears that the connection lives. */
const SILENT_POLLS = 15;

export interface FollowedStream {
  readonly project: string;
  readonly id: string;
  /** The sequence number of the last event that the client has; -1 before the first. */
  readonly startingAfter: number;
}

/** The events of a background response, those that are there and those that come, to the last. */
export async function* followEvents(
  { project, id, startingAfter }: FollowedStream,
  { store, background }: Pick<ApiServices, "store" | "background">,
  signal: AbortSignal,
): AsyncGenerator<NumberedEvent | StreamComment, void> {
  using watch = background.watch(id);
  let last = startingAfter;
  let ended = false;
  let silentPolls = 0;
  while (!signal.aborted) {
    const events = await store.responseEvents.read(project, id, { startingAfter: last, limit: PAGE });
    if (events.length > 0) silentPolls = 0;
    for (const stored of events) {
      const event = stored.event as unknown as NumberedEvent;
      last = stored.sequenceNumber;
      yield event;
      if (isTerminal(event)) return;
    }
    if (events.length > 0) continue;
    // A response that was cancelled or deleted has no last event.
    if (ended) return;
    ended = await hasEnded(store, project, id);
    if (ended || (await watch.changed(POLL_MILLISECONDS, signal))) continue;
    if (++silentPolls % SILENT_POLLS === 0) yield { type: "comment", text: "waiting" };
  }
}

async function hasEnded(store: ApiServices["store"], project: string, id: string): Promise<boolean> {
  const response = await store.responses.get(project, id);
  return response?.status !== "queued" && response?.status !== "in_progress";
}
