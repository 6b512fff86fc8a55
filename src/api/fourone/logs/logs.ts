import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../../lists/list-page.ts";
import { metadataFilter } from "../../stored-completions/metadata-filter.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { logEntryObject, toLogEntryObject } from "./log-entry-object.ts";

const MAXIMUM_SEARCH = 256;

const listQuery = z.object({
  ...pageParameters("desc"),
  kind: z.enum(["chat.completion", "response"]).optional(),
  model: z.string().max(256).optional(),
  status: z.enum(["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"]).optional(),
  query: z
    .string()
    .max(MAXIMUM_SEARCH)
    .optional()
    .openapi({ description: "Text that stands in what was sent or answered." }),
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/logs",
  summary: "List and search stored completions and responses together.",
  description: "Filters by metadata are written as for stored completions: `metadata[key]=value`.",
  tags: ["Fourone"],
  request: { query: listQuery },
  responses: {
    200: {
      description: "What the project has stored.",
      content: { "application/json": { schema: listSchema(logEntryObject).openapi("FouroneLogEntryList") } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/logs` */
export const logs: Resource = (application, { store, models }) => {
  application.openapi(
    listRoute,
    async (context) => {
      const { kind, model, status, query: text, ...page } = context.req.valid("query");
      const { project } = context.var;
      const found = await store.log.list(project, {
        ...toPageQuery(page, "desc"),
        kind: kind === "chat.completion" ? "completion" : kind,
        model: model === undefined ? undefined : (models.resolve(model)?.snapshot ?? model),
        status,
        metadata: metadataFilter(context.req.queries()),
        text: text === "" ? undefined : text,
      });
      const data: z.infer<typeof logEntryObject>[] = [];
      for (const entry of found.data) {
        const object = await toLogEntryObject(entry, project, store);
        if (object !== undefined) data.push(object);
      }
      return context.json(toList({ data, hasMore: found.hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );
};
