import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { publishEnd } from "./background/publish-end.ts";
import { responseObject } from "./response-schema.ts";
import { requireResponse } from "./stored-response.ts";

const route = createRoute({
  method: "post",
  path: "/v1/responses/{response_id}/cancel",
  summary: "Stop making a background response.",
  tags: ["Responses"],
  request: { params: z.object({ response_id: z.string() }) },
  responses: {
    200: {
      description: "The response, which is cancelled now or had come to its end before.",
      content: { "application/json": { schema: responseObject } },
    },
    ...errorAnswers,
  },
});

/** `POST /v1/responses/{id}/cancel` */
export const cancelResponse: Resource = (application, { store, background }) => {
  application.openapi(route, async (context) => {
    const id = context.req.valid("param").response_id;
    const { project } = context.var;
    const response = await store.transaction(async (repositories) => {
      const current = await requireResponse(repositories, project, id);
      if (!current.background) throw invalidRequest("Cannot cancel a synchronous response.");
      const cancelled = { ...current, status: "cancelled" as const };
      const change = { status: cancelled.status, body: { ...cancelled, output: [] } };
      const open = await repositories.responses.update(project, id, change, ["queued", "in_progress"]);
      if (!open) return requireResponse(repositories, project, id);
      await repositories.jobs.cancel(project, id);
      await publishEnd(repositories, project, cancelled);
      return cancelled;
    });
    background.cancelled(id);
    return context.json(response, 200);
  });
};
