import type { TextEvent } from "../../inference/index.ts";
import type { Alongside } from "../../ledger/index.ts";
import type { RequestUsage } from "./request-usage.ts";

/** What is stored of a complete answer. */
export interface Kept {
  observe(event: TextEvent): void;
  readonly store: Alongside;
}

/** Passes the events of a request's one generation on, and keeps what it used before the last of them is told. */
export async function* settledEvents(
  events: AsyncIterable<TextEvent>,
  usage: RequestUsage,
  kept?: Kept,
): AsyncGenerator<TextEvent, void> {
  for await (const event of events) {
    usage.observe(event);
    kept?.observe(event);
    if (event.type === "end") await usage.settle("completed", kept?.store);
    if (event.type === "error") await usage.settle(event.error.code === "cancelled" ? "aborted" : "failed");
    yield event;
  }
}
