import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../../api-environment.ts";
import { errorAnswers } from "../../../errors/error-schema.ts";
import { pageParameters, toList, toPageQuery } from "../../../lists/list-page.ts";
import { memberPosition } from "../../../lists/member-position.ts";
import { rejectInvalid } from "../../../validation/reject-invalid.ts";
import { distillationNotFound } from "../distillation-errors.ts";
import { distillationPath } from "../distillation-schema.ts";
import { promptList, toPromptObject } from "./comparison-object.ts";

const query = z.object(pageParameters("asc"));

const route = createRoute({
  method: "get",
  path: "/v1/fourone/distillations/{distillation_id}/prompts",
  summary: "List the prompts that a distillation compares on, with the answers to them.",
  tags: ["Fourone"],
  request: { params: distillationPath, query },
  responses: {
    200: { description: "The prompts.", content: { "application/json": { schema: promptList } } },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/distillations/{id}/prompts` */
export const comparedPrompts: Resource = (application, { store }) => {
  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").distillation_id;
      if ((await store.distillations.get(context.var.project, id)) === undefined)
        throw distillationNotFound(id);
      const { limit, order, after: cursor } = toPageQuery(context.req.valid("query"), "asc");
      const after = cursor === undefined ? undefined : memberPosition(id, cursor);
      const page = await store.distillations.prompts.list(id, { limit, order, after });
      const data = page.data.map((prompt) => toPromptObject(id, prompt));
      return context.json(toList({ data, hasMore: page.hasMore }), 200);
    },
    rejectInvalid(query),
  );
};
