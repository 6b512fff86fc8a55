import { createRoute, z } from "@hono/zod-openapi";
import type { Batch } from "../../store/index.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { batchNotFound, notCancellable } from "./batch-errors.ts";
import { enqueueTask } from "./batch-jobs.ts";
import { batchList, batchObject, toBatchObject } from "./batch-object.ts";
import { batchPath } from "./batch-schema.ts";
import { createBatch } from "./create-batch.ts";

const { limit, after } = pageParameters("desc");
const listQuery = z.object({ limit, after });

const answers = {
  200: { description: "The batch.", content: { "application/json": { schema: batchObject } } },
  ...errorAnswers,
};

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/batches/{batch_id}",
  summary: "Look up a batch.",
  tags: ["Batch"],
  request: { params: batchPath },
  responses: answers,
});

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/batches/{batch_id}/cancel",
  summary: "End a batch early. What is done by then can be downloaded.",
  tags: ["Batch"],
  request: { params: batchPath },
  responses: answers,
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/batches",
  summary: "List batches, newest first.",
  tags: ["Batch"],
  request: { query: listQuery },
  responses: {
    200: { description: "The batches.", content: { "application/json": { schema: batchList } } },
    ...errorAnswers,
  },
});

/** `/v1/batches` */
export const batches: Resource = (application, services) => {
  const { store } = services;
  createBatch(application, services);

  application.openapi(
    listRoute,
    async (context) => {
      const query = toPageQuery(context.req.valid("query"), "desc");
      const { data, hasMore } = await store.batches.list(context.var.project, query);
      return context.json(toList({ data: data.map(toBatchObject), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").batch_id;
    const batch = await store.batches.get(context.var.project, id);
    if (batch === undefined) throw batchNotFound(id);
    return context.json(toBatchObject(batch), 200);
  });

  application.openapi(cancelRoute, async (context) => {
    const id = context.req.valid("param").batch_id;
    return context.json(toBatchObject(await cancel(context.var.project, id, services)), 200);
  });
};

async function cancel(projectId: string, id: string, { store, batches }: ApiServices): Promise<Batch> {
  const batch = await store.transaction(async (repositories) => {
    // From here on no line's result is taken any more, so that what there is can be put together at once.
    const open = ["validating", "in_progress"] as const;
    const changed = await repositories.batches.change(projectId, id, { status: "cancelling" }, open);
    if (changed !== undefined) {
      await enqueueTask(repositories, changed, { kind: "finish", outcome: "cancelled" });
      return changed;
    }
    const found = await repositories.batches.get(projectId, id);
    if (found === undefined) throw batchNotFound(id);
    if (found.status !== "cancelling") throw notCancellable(found.status);
    return found;
  });
  batches.ended(id);
  batches.queued();
  return batch;
}
