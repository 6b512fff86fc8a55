import type { JobLease, JsonObject } from "../../../store/index.ts";
import type { Caller } from "../../metering/caller.ts";
import type { ResponseRequest } from "../request/request-schema.ts";

/** The queue of background responses. A job has the id of its response. */
export const BACKGROUND_QUEUE = "responses";

/** What a queued response needs besides what is stored of it. */
export interface BackgroundPayload {
  /** Without its input, whose items are stored. */
  readonly request: Omit<ResponseRequest, "input">;
  readonly seed: number;
  readonly caller: Caller;
}

export function toJobPayload({ request, seed, caller }: BackgroundPayload): JsonObject {
  const { input: _, ...rest } = request as ResponseRequest;
  return { request: rest, seed, caller };
}

/** The payload is opaque to the store; it gives back what was put there. */
export function payloadOf(lease: JobLease): BackgroundPayload {
  return lease.payload as unknown as BackgroundPayload;
}
