import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { UsageSink } from "../../ledger/index.ts";
import type { ApiEnvironment, ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { internalError } from "../errors/server-errors.ts";
import { admit } from "../limits/admission.ts";
import { estimateTokens } from "../limits/estimate-tokens.ts";
import { callerOf } from "../metering/caller.ts";
import { RequestUsage } from "../metering/request-usage.ts";
import { noteLifecycle } from "../models/lifecycle-notice.ts";
import { jsonBody } from "../request-body/json-body.ts";
import type { RunningRequest } from "../running-requests.ts";
import { answer } from "./answer.ts";
import { BACKGROUND_TIMEOUT_MILLISECONDS } from "./background/background-run.ts";
import { followEvents } from "./background/follow-events.ts";
import { queueResponse } from "./background/queue-response.ts";
import { eventStreamResponse } from "./event-stream-response.ts";
import { isTerminal } from "./events/response-event.ts";
import { ResponseWriter } from "./events/response-writer.ts";
import { type PreparedResponse, prepareResponse, responseUsage } from "./prepare-response.ts";
import { rejectInvalidRequest } from "./request/reject-invalid-request.ts";
import { type ResponseRequest, responseRequest } from "./request/request-schema.ts";
import { type ResponseBody, responseEventObject, responseObject } from "./response-schema.ts";
import { saveResponse } from "./save-response.ts";
import { streamedEvents } from "./streamed-events.ts";

/** `POST /v1/responses` */
export const createResponse: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/responses",
    summary: "Answer input, with all that was said before.",
    tags: ["Responses"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { body: { required: true, content: { "application/json": { schema: responseRequest } } } },
    responses: {
      200: {
        description: "The response, or its events as they come.",
        content: {
          "application/json": { schema: responseObject },
          "text/event-stream": { schema: responseEventObject },
        },
      },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    (context) => create(context, context.req.valid("json"), services),
    rejectInvalidRequest(responseRequest),
  );
};

async function create(
  context: Context<ApiEnvironment>,
  request: ResponseRequest,
  services: ApiServices,
): Promise<Response> {
  const { dispatch } = context.env;
  const timeout = request.background ? BACKGROUND_TIMEOUT_MILLISECONDS : dispatch?.timeoutMilliseconds;
  const running = services.running.begin(context.req.raw.signal, timeout);
  let streaming = false;
  try {
    noteLifecycle(context, request.model, services.lifecycle);
    const text = [request.input, request.instructions, request.tools];
    const tokens = estimateTokens(text, request.max_output_tokens);
    await admit(context, services, { model: request.model, tokens });
    const priority = dispatch?.priority ?? "interactive";
    const prepared = await prepareResponse(
      request,
      { caller: callerOf(context, request), priority },
      services,
    );
    const meter = () => meteredResponse(prepared, context.var.usage, services, running);
    if (request.background) await queueResponse(prepared, services);
    if (!request.stream) {
      return Response.json(
        request.background ? prepared.body : await wholeResponse(prepared, meter(), services, running),
      );
    }
    const { project, body } = prepared;
    const { signal } = running;
    const events = request.background
      ? followEvents({ project, id: body.id, startingAfter: -1 }, services, signal)
      : await streamedEvents(prepared, meter(), services, signal, context.var.log);
    const includeObfuscation = request.stream_options?.include_obfuscation !== false;
    const response = eventStreamResponse(context, { events, includeObfuscation, running }, services);
    streaming = true;
    return response;
  } finally {
    // A stream outlives its handler, and ends its request itself.
    if (!streaming) running.end();
  }
}

function meteredResponse(
  prepared: PreparedResponse,
  sink: UsageSink,
  services: ApiServices,
  running: RunningRequest,
): RequestUsage {
  const usage = new RequestUsage(responseUsage(prepared), sink, services);
  running.onEnd(usage.ended);
  return usage;
}

async function wholeResponse(
  prepared: PreparedResponse,
  usage: RequestUsage,
  services: ApiServices,
  { signal }: RunningRequest,
): Promise<ResponseBody> {
  const writer = new ResponseWriter(prepared.body);
  for await (const event of answer(prepared, writer, usage, services, signal)) {
    if (!isTerminal(event)) continue;
    await saveResponse(usage, prepared, event.response);
    return event.response;
  }
  throw internalError(new Error("The response ended without saying so."));
}
