import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { responseNotFound } from "./errors.ts";
import { includeParameters } from "./include-parameters.ts";
import { responseItem } from "./items/item.ts";
import { asWritten } from "./prompt/earlier-items.ts";

const query = z.object({ ...pageParameters("desc"), ...includeParameters });

const route = createRoute({
  method: "get",
  path: "/v1/responses/{response_id}/input_items",
  summary: "List what a response was an answer to.",
  tags: ["Responses"],
  request: { params: z.object({ response_id: z.string() }), query },
  responses: {
    200: {
      description: "Items of the request itself, without those of the responses before it.",
      content: { "application/json": { schema: listSchema(responseItem).openapi("ResponseItemList") } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/responses/{id}/input_items` */
export const listInputItems: Resource = (application, { store }) => {
  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").response_id;
      const pageQuery = toPageQuery(context.req.valid("query"), "desc");
      const page = await store.responses.inputItems(context.var.project, id, pageQuery);
      if (page === undefined) throw responseNotFound(id);
      return context.json(toList({ data: asWritten(page.data), hasMore: page.hasMore }), 200);
    },
    rejectInvalid(query),
  );
};
