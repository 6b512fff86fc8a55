import { UsageCollector } from "../../../ledger/index.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import { errorResponse } from "../../errors/error-response.ts";
import { askInternally, type InternalAnswer, type InternalRequest } from "../../internal-request.ts";
import { newRequestId } from "../../middleware/request-identity.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Asks the server's own application for one line's answer. Throws where the signal aborts. */
export async function dispatchLine(
  line: InternalRequest,
  context: WorkerContext,
  signal: AbortSignal,
): Promise<InternalAnswer> {
  const refusal = refusalOf(line.request);
  if (refusal === undefined) return askInternally(line, context, signal);
  const requestId = newRequestId(context.services.random);
  return {
    status: refusal.status,
    requestId,
    body: await refusal.text(),
    usage: new UsageCollector({ batch: true }),
  };
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
