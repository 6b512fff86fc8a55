import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { pageParameters, toList, toPageQuery } from "../../lists/list-page.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { cancelDistillation } from "./cancel-distillation.ts";
import { comparedPrompts } from "./comparison/compared-prompts.ts";
import { createDistillation } from "./create-distillation.ts";
import { distillationNotFound, notEnded } from "./distillation-errors.ts";
import { deletedDistillation, distillationList, distillationObject, toWire } from "./distillation-object.ts";
import { distillationPath } from "./distillation-schema.ts";
import { previewDistillation } from "./preview.ts";

const { limit, order, after } = pageParameters("desc");
const listQuery = z.object({ limit, order, after });
const tags = ["Fourone"];

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/distillations",
  summary: "List distillations, newest first.",
  tags,
  request: { query: listQuery },
  responses: {
    200: {
      description: "Those of the project.",
      content: { "application/json": { schema: distillationList } },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/fourone/distillations/{distillation_id}",
  summary: "Look up a distillation.",
  tags,
  request: { params: distillationPath },
  responses: {
    200: {
      description: "The distillation.",
      content: { "application/json": { schema: distillationObject } },
    },
    ...errorAnswers,
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/v1/fourone/distillations/{distillation_id}",
  summary: "Forget a distillation that has ended. Its files, job and model stay.",
  tags,
  request: { params: distillationPath },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deletedDistillation } } },
    ...errorAnswers,
  },
});

/** `/v1/fourone/distillations` */
export const distillations: Resource = (application, services) => {
  const { distillations } = services.store;
  previewDistillation(application, services);
  createDistillation(application, services);
  cancelDistillation(application, services);
  comparedPrompts(application, services);

  application.openapi(
    listRoute,
    async (context) => {
      const query = toPageQuery(context.req.valid("query"), "desc");
      const page = await distillations.list(context.var.project, query);
      const data = [];
      for (const each of page.data) data.push(toWire(each, await distillations.prompts.progress(each.id)));
      return context.json(toList({ data, hasMore: page.hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").distillation_id;
    const found = await distillations.get(context.var.project, id);
    if (found === undefined) throw distillationNotFound(id);
    return context.json(toWire(found, await distillations.prompts.progress(id)), 200);
  });

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").distillation_id;
    if (!(await distillations.delete(context.var.project, id))) {
      const found = await distillations.get(context.var.project, id);
      throw found === undefined ? distillationNotFound(id) : notEnded(id, found.status);
    }
    return context.json({ id, object: "fourone.distillation.deleted" as const, deleted: true as const }, 200);
  });
};
