import { createRoute } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { createModerationRequest } from "./moderation-request.ts";

const NO_WEIGHTS =
  "No weights that classify content are bound on this server, and it makes up no scores: send these requests to one that has some.";

/** `POST /v1/moderations`: checked as everywhere, and refused, as a score that no weights have given is worse than none. */
export const moderations: Resource = (application, services) => {
  const route = createRoute({
    method: "post",
    path: "/v1/moderations",
    summary: "Classify content. Refused where no weights are bound that can.",
    tags: ["Moderations"],
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createModerationRequest } } },
    },
    responses: errorAnswers,
  });
  application.openapi(
    route,
    (context) => {
      throw modelNotFound(context.req.valid("json").model, NO_WEIGHTS);
    },
    rejectInvalid(createModerationRequest),
  );
};
