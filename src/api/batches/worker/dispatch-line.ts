import { setTimeout as delay } from "node:timers/promises";
import { UsageCollector } from "../../../ledger/index.ts";
import type { NewBatchLine } from "../../../store/index.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import { errorResponse } from "../../errors/error-response.ts";
import { newRequestId } from "../../middleware/request-identity.ts";
import type { LineAnswer } from "./result-line.ts";
import type { WorkerContext } from "./worker-context.ts";

/** A line that the server itself could not answer is asked again so often, after pauses that double. */
const MAXIMUM_TRIES = 6;
const FIRST_PAUSE_MILLISECONDS = 500;

/** Nobody waits at a connection, and interactive requests may hold it up for long. */
const TIMEOUT_MILLISECONDS = 24 * 3_600_000;

export interface DispatchedLine {
  readonly answer: LineAnswer;
  /** What it used and stores, for the transaction that keeps the answer. */
  readonly usage: UsageCollector;
}

interface LineRequest extends NewBatchLine {
  readonly endpoint: string;
  readonly projectId: string;
  readonly keyId: string | undefined;
}

/** Asks the server's own application for one line's answer. Throws where the signal aborts. */
export async function dispatchLine(
  line: LineRequest,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<DispatchedLine> {
  const refusal = refusalOf(line.request);
  for (let tries = 1; ; tries++) {
    const usage = new UsageCollector({ batch: true });
    const response = refusal ?? (await ask(line, context, usage, signal));
    const body = await response.text();
    signal.throwIfAborted();
    const requestId = response.headers.get("x-request-id") ?? newRequestId(context.services.random);
    const dispatched = { answer: { status: response.status, requestId, body }, usage };
    if (!isPassing(response.status) || tries === MAXIMUM_TRIES) return dispatched;
    await delay(FIRST_PAUSE_MILLISECONDS * 2 ** (tries - 1), undefined, { signal });
  }
}

function ask(
  { endpoint, projectId, keyId, request }: LineRequest,
  { dispatch }: WorkerContext,
  usage: UsageCollector,
  signal: AbortSignal,
): Promise<Response> {
  const asked = new Request(new URL(endpoint, "http://batch.invalid"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: request,
    signal,
  });
  const timeoutMilliseconds = TIMEOUT_MILLISECONDS;
  return dispatch(asked, { project: projectId, keyId, priority: "batch", timeoutMilliseconds, usage });
}

/** The server's own trouble, or too much to do: the same request may be answered later. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 429;
}

/** What makes no sense where nobody is at the other end. */
function refusalOf(request: string): Response | undefined {
  const { stream, background } = JSON.parse(request) as Record<string, unknown>;
  const name = stream === true ? "stream" : background === true ? "background" : undefined;
  if (name === undefined) return undefined;
  return errorResponse(
    invalidRequest(`'${name}' is not supported in a batch.`, name, "unsupported_parameter"),
  );
}
