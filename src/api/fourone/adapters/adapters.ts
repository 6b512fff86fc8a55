import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { adapterContent } from "./adapter-content.ts";
import { adapterObject, hasAdapter, toAdapterObject } from "./adapter-object.ts";
import { importAdapter } from "./import-adapter.ts";
import { requireAdapter } from "./require-adapter.ts";

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/adapters",
  summary: "List the adapters of the project's tuned models, oldest first.",
  tags: ["Fine-tuning"],
  responses: {
    200: {
      description: "The adapters.",
      content: {
        "application/json": { schema: z.object({ object: z.literal("list"), data: z.array(adapterObject) }) },
      },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/fourone/adapters/{model}",
  summary: "Look up the adapter of a tuned model.",
  tags: ["Fine-tuning"],
  request: { params: z.object({ model: z.string() }) },
  responses: {
    200: { description: "The adapter.", content: { "application/json": { schema: adapterObject } } },
    ...errorAnswers,
  },
});

/** `/v1/fourone/adapters`: tuned models as files, to bring in and to take out. They are deleted as models. */
export const adapters: Resource = (application, services) => {
  const { store, fineTuning } = services;
  importAdapter(application, services);
  adapterContent(application, services);
  const boundTo = (model: string) => fineTuning.trainable(model)?.weights.sha256;

  application.openapi(listRoute, async (context) => {
    const models = (await store.tunedModels.all(context.var.project)).filter(hasAdapter);
    const data = models.map((model) => toAdapterObject(model, boundTo(model.baseModel)));
    return context.json({ object: "list" as const, data }, 200);
  });

  application.openapi(retrieveRoute, async (context) => {
    const model = await requireAdapter(context.var.project, context.req.valid("param").model, services);
    return context.json(toAdapterObject(model, boundTo(model.baseModel)), 200);
  });
};
