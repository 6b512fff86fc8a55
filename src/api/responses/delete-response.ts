import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { responseNotFound } from "./errors.ts";

const deleted = z.object({ id: z.string(), object: z.literal("response"), deleted: z.literal(true) });

const route = createRoute({
  method: "delete",
  path: "/v1/responses/{response_id}",
  summary: "Delete a stored response.",
  tags: ["Responses"],
  request: { params: z.object({ response_id: z.string() }) },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deleted } } },
    ...errorAnswers,
  },
});

/** `DELETE /v1/responses/{id}` */
export const deleteResponse: Resource = (application, { store, background }) => {
  application.openapi(route, async (context) => {
    const id = context.req.valid("param").response_id;
    const { project } = context.var;
    const existed = await store.transaction(async ({ responses, jobs }) => {
      await jobs.cancel(project, id);
      return responses.delete(project, id);
    });
    if (!existed) throw responseNotFound(id);
    background.cancelled(id);
    return context.json({ id, object: "response" as const, deleted: true as const }, 200);
  });
};
