import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { modelMissing } from "../errors/model-not-found.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/models/{model}",
  summary: "Delete a tuned model.",
  tags: ["Models"],
  request: { params: z.object({ model: z.string() }) },
  responses: {
    200: {
      description: "It is gone.",
      content: {
        "application/json": {
          schema: z
            .object({ id: z.string(), object: z.literal("model"), deleted: z.literal(true) })
            .openapi("DeleteModelResponse"),
        },
      },
    },
    ...errorAnswers,
  },
});

/** `DELETE /v1/models/{model}` */
export const deleteModel: Resource = (application, { models, store, fineTuning }) => {
  application.openapi(route, async (context) => {
    const { model: id } = context.req.valid("param");
    const { project } = context.var;
    const tuned = await store.tunedModels.get(project, id);
    if (tuned === undefined) {
      const served = models.resolve(id);
      if (served !== undefined && served.tuned === undefined) throw notTuned(id);
      throw modelMissing(id);
    }
    if (!(await store.tunedModels.delete(project, id))) throw modelMissing(id);
    await fineTuning.withdraw(id);
    return context.json({ id, object: "model" as const, deleted: true as const }, 200);
  });
};

function notTuned(name: string): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message: `The model '${name}' cannot be deleted: only fine-tuned models can.`,
    param: "model",
  });
}
