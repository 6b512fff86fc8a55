import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ApiEnvironment, ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { internalError } from "../errors/server-errors.ts";
import { jsonBody } from "../request-body/json-body.ts";
import type { RunningRequest } from "../running-requests.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { completionError } from "./completion-error.ts";
import { CompletionObject } from "./completion-object.ts";
import { type Generation, startGeneration } from "./generation.ts";
import { readMessageFiles } from "./read-message-files.ts";
import { type ChatCompletionRequest, chatCompletionRequest } from "./request-schema.ts";
import { chatCompletion, chatCompletionChunk } from "./response-schema.ts";
import { streamCompletion } from "./stream-completion.ts";

/** `POST /v1/chat/completions` */
export const chatCompletions: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/chat/completions",
    summary: "Answer a conversation.",
    tags: ["Chat"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: chatCompletionRequest } } },
    },
    responses: {
      200: {
        description: "The answer, or its chunks as server-sent events that end with `[DONE]`.",
        content: {
          "application/json": { schema: chatCompletion },
          "text/event-stream": { schema: chatCompletionChunk },
        },
      },
      ...errorAnswers,
    },
  });
  application.openapi(
    route,
    async (context) => answer(context, context.req.valid("json"), services),
    rejectInvalid(chatCompletionRequest),
  );
};

async function answer(
  context: Context<ApiEnvironment>,
  request: ChatCompletionRequest,
  services: ApiServices,
): Promise<Response> {
  const { dispatch } = context.env;
  const running = services.running.begin(context.req.raw.signal, dispatch?.timeoutMilliseconds);
  let streaming = false;
  try {
    const messages = await readMessageFiles(request.messages, context.var.project, services);
    const generation = await startGeneration(context, { ...request, messages }, services, running);
    if (!request.stream) return await wholeAnswer(generation, request, running);
    const response = await streamCompletion(context, generation, request, services, running);
    streaming = true;
    return response;
  } finally {
    // A stream outlives its handler, and ends its request itself.
    if (!streaming) running.end();
  }
}

async function wholeAnswer(
  generation: Generation,
  request: ChatCompletionRequest,
  running: RunningRequest,
): Promise<Response> {
  const { head, events } = generation;
  const completion = new CompletionObject(head, request.n ?? 1);
  for await (const event of events) {
    if (event.type === "error") throw completionError(event.error, generation, running);
    if (event.type === "end") return Response.json(completion.toWire());
    completion.observe(event);
  }
  throw internalError(new Error("The answer ended without saying so."));
}
