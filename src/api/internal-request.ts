import { setTimeout as delay } from "node:timers/promises";
import { UsageCollector } from "../ledger/index.ts";
import type { ApiServices } from "./api-environment.ts";
import type { Dispatch } from "./internal-dispatch.ts";
import { newRequestId } from "./middleware/request-identity.ts";

/** What the server itself could not answer is asked so often, with pauses that double. */
const MAXIMUM_TRIES = 6;
const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 16_000;

/** Nobody waits at a connection, and interactive requests may hold it up for long. */
const TIMEOUT_MILLISECONDS = 24 * 3_600_000;

export interface InternalRequest {
  readonly endpoint: string;
  readonly projectId: string;
  /** The API key that the work was ordered with. */
  readonly keyId: string | undefined;
  /** The JSON body to be sent. */
  readonly request: string;
}

export interface InternalAnswer {
  readonly status: number;
  readonly requestId: string;
  /** JSON on one line. */
  readonly body: string;
  /** What it used and stores, for the transaction that keeps the answer. */
  readonly usage: UsageCollector;
}

/**
 * Asks the server's own application, behind all interactive requests and at the price of a batch. Throws where the
 * signal aborts.
 */
export async function askInternally(
  asked: InternalRequest,
  { services, dispatch }: { readonly services: Pick<ApiServices, "random">; readonly dispatch: Dispatch },
  signal: AbortSignal,
): Promise<InternalAnswer> {
  for (let tries = 1, pauses = 0; ; pauses++) {
    const usage = new UsageCollector({ batch: true });
    const response = await ask(asked, dispatch, usage, signal);
    const body = await response.text();
    signal.throwIfAborted();
    const requestId = response.headers.get("x-request-id") ?? newRequestId(services.random);
    const { status } = response;
    if (!isForLater(status)) {
      if (!isPassing(status) || tries === MAXIMUM_TRIES) return { status, requestId, body, usage };
      tries++;
    }
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** pauses, LONGEST_PAUSE_MILLISECONDS);
    await delay(pause, undefined, { signal });
  }
}

async function ask(
  { endpoint, projectId, keyId, request }: InternalRequest,
  dispatch: Dispatch,
  usage: UsageCollector,
  signal: AbortSignal,
): Promise<Response> {
  const asked = new Request(new URL(endpoint, "http://internal.invalid"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: request,
    signal,
  });
  const timeoutMilliseconds = TIMEOUT_MILLISECONDS;
  return dispatch(asked, { project: projectId, keyId, priority: "batch", timeoutMilliseconds, usage });
}

/** The database is away, the disk full or the queue long: it passes some time, and is no fault of the request. */
function isForLater(status: number): boolean {
  return status === 503 || status === 507;
}

/** The server's own trouble, or too much to do: the same request may be answered later. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 429;
}
