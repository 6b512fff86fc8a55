import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ApiEnvironment, ApiServices, Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { queryInteger } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { BACKGROUND_TIMEOUT_MILLISECONDS } from "./background/background-run.ts";
import { followEvents } from "./background/follow-events.ts";
import { eventStreamResponse } from "./event-stream-response.ts";
import { includeParameters } from "./include-parameters.ts";
import { responseEventObject, responseObject } from "./response-schema.ts";
import { requireResponse } from "./stored-response.ts";

const flag = z.enum(["true", "false"]).optional();

const query = z.object({
  ...includeParameters,
  stream: flag,
  starting_after: queryInteger({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }).optional(),
  include_obfuscation: flag,
});

const route = createRoute({
  method: "get",
  path: "/v1/responses/{response_id}",
  summary: "Look up a stored response, or follow one that is made in the background.",
  tags: ["Responses"],
  request: { params: z.object({ response_id: z.string() }), query },
  responses: {
    200: {
      description: "The response as it is now; or its events, those that are over first.",
      content: {
        "application/json": { schema: responseObject },
        "text/event-stream": { schema: responseEventObject },
      },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/responses/{id}` */
export const retrieveResponse: Resource = (application, services) => {
  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").response_id;
      const wishes = context.req.valid("query");
      const body = await requireResponse(services.store, context.var.project, id);
      if (wishes.stream !== "true") {
        if (wishes.starting_after !== undefined) throw onlyWhenStreaming();
        return Response.json(body);
      }
      return follow(context, id, wishes, services);
    },
    rejectInvalid(query),
  );
};

async function follow(
  context: Context<ApiEnvironment>,
  id: string,
  wishes: z.infer<typeof query>,
  services: ApiServices,
): Promise<Response> {
  const { project } = context.var;
  const [first] = await services.store.responseEvents.read(project, id, { limit: 1 });
  if (first === undefined) throw notStreamed();
  const running = services.running.begin(context.req.raw.signal, BACKGROUND_TIMEOUT_MILLISECONDS);
  const followed = { project, id, startingAfter: wishes.starting_after ?? -1 };
  const events = followEvents(followed, services, running.signal);
  const includeObfuscation = wishes.include_obfuscation !== "false";
  return eventStreamResponse(context, { events, includeObfuscation, running }, services);
}

function onlyWhenStreaming() {
  return invalidRequest(
    "The 'starting_after' parameter is only allowed when 'stream' is enabled.",
    "starting_after",
  );
}

function notStreamed() {
  return invalidRequest(
    "This response cannot be streamed: only responses that were created with 'background' and 'stream' set to true can.",
    "stream",
  );
}
