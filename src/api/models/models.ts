import { createRoute, z } from "@hono/zod-openapi";
import type { ModelListing } from "../../inference/index.ts";
import type { ApiEnvironment, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { modelMissing } from "../errors/model-not-found.ts";
import { noteLifecycle } from "./lifecycle-notice.ts";
import type { LifecycleState } from "./model-lifecycle.ts";

const model = z
  .object({
    id: z.string(),
    object: z.literal("model"),
    created: z.int().openapi({ description: "Unix seconds." }),
    owned_by: z.string(),
    shutdown_date: z.string().nullable().openapi({ description: "The day on which it ends, as 2026-10-23." }),
  })
  .openapi("Model");

const modelList = z.object({ object: z.literal("list"), data: z.array(model) }).openapi("ModelList");

const listRoute = createRoute({
  method: "get",
  path: "/v1/models",
  summary: "List the models that are served.",
  tags: ["Models"],
  responses: {
    200: {
      description: "Every name that requests may use.",
      content: { "application/json": { schema: modelList } },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/models/{model}",
  summary: "Look up one model.",
  tags: ["Models"],
  request: { params: z.object({ model: z.string() }) },
  responses: {
    200: { description: "The model.", content: { "application/json": { schema: model } } },
    ...errorAnswers,
  },
});

/** `GET /v1/models` and `GET /v1/models/{model}` */
export const models: Resource = (application, services) => {
  const { lifecycle } = services;
  const toWire = ({ id, created, ownedBy }: ModelListing): z.infer<typeof model> => ({
    id,
    object: "model",
    created,
    owned_by: ownedBy,
    shutdown_date: shutdownOf(lifecycle.stateOf(id)),
  });
  const embeddingListings = [...services.embeddings.values()].map(({ snapshot, created }) => ({
    id: snapshot,
    created,
    ownedBy: "system",
  }));
  const listed = async ({ principal }: ApiEnvironment["Variables"]): Promise<ModelListing[]> => {
    const listings = [];
    for (const listing of [...services.models.list(), ...embeddingListings]) {
      const model = services.models.resolve(listing.id) ?? services.embeddings.get(listing.id);
      if (lifecycle.stateOf(listing.id).kind === "retired") continue;
      if (model !== undefined && (await services.modelAccess.allows(principal, model)))
        listings.push(listing);
    }
    return listings;
  };
  application.openapi(listRoute, async (context) =>
    context.json({ object: "list" as const, data: (await listed(context.var)).map(toWire) }, 200),
  );
  application.openapi(retrieveRoute, async (context) => {
    const name = context.req.valid("param").model;
    noteLifecycle(context, name, lifecycle);
    lifecycle.refuseRetired(name);
    const listing = (await listed(context.var)).find(({ id }) => id === name);
    if (listing === undefined) throw modelMissing(name);
    return context.json(toWire(listing), 200);
  });
};

function shutdownOf(state: LifecycleState): string | null {
  return state.kind === "active" ? null : state.deprecation.shutdown;
}
