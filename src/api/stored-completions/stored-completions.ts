import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { metadataField } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { completionNotFound } from "./completion-not-found.ts";
import { metadataFilter } from "./metadata-filter.ts";
import { storedCompletionObject, toStoredCompletionObject } from "./stored-completion-object.ts";
import { storedMessages } from "./stored-messages.ts";

const COMPLETION = "/v1/chat/completions/{completion_id}";
const tags = ["Chat"];
const params = z.object({ completion_id: z.string() });

const listQuery = z.object({
  ...pageParameters("asc"),
  model: z.string().max(256).optional(),
});

const update = z
  .strictObject({ metadata: metadataField().nullable() })
  .openapi("UpdateChatCompletionRequest");

const deleted = z.object({
  object: z.literal("chat.completion.deleted"),
  id: z.string(),
  deleted: z.literal(true),
});

const answers = {
  200: {
    description: "The completion.",
    content: { "application/json": { schema: storedCompletionObject } },
  },
  ...errorAnswers,
};

const listRoute = createRoute({
  method: "get",
  path: "/v1/chat/completions",
  summary: "List stored completions.",
  tags,
  request: { query: listQuery },
  responses: {
    200: {
      description: "Completions that were created with `store`.",
      content: {
        "application/json": { schema: listSchema(storedCompletionObject).openapi("ChatCompletionList") },
      },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: COMPLETION,
  summary: "Look up a stored completion.",
  tags,
  request: { params },
  responses: answers,
});

const deleteRoute = createRoute({
  method: "delete",
  path: COMPLETION,
  summary: "Delete a stored completion.",
  tags,
  request: { params },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deleted } } },
    ...errorAnswers,
  },
});

/** `/v1/chat/completions`, as far as it is about completions that were stored. */
export const storedCompletions: Resource = (application, services) => {
  const { completions } = services.store;
  const updateRoute = createRoute({
    method: "post",
    path: COMPLETION,
    summary: "Replace a stored completion's metadata.",
    tags,
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { params, body: { required: true, content: { "application/json": { schema: update } } } },
    responses: answers,
  });

  application.openapi(
    listRoute,
    async (context) => {
      const wishes = context.req.valid("query");
      const metadata = metadataFilter(context.req.queries());
      const query = { ...toPageQuery(wishes, "asc"), model: modelName(wishes.model), metadata };
      const { data, hasMore } = await completions.list(context.var.project, query);
      return context.json(toList({ data: data.map(toStoredCompletionObject), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").completion_id;
    const stored = await completions.get(context.var.project, id);
    if (stored === undefined) throw completionNotFound(id);
    return context.json(toStoredCompletionObject(stored), 200);
  });

  application.openapi(
    updateRoute,
    async (context) => {
      const id = context.req.valid("param").completion_id;
      const metadata = context.req.valid("json").metadata ?? {};
      const stored = await completions.updateMetadata(context.var.project, id, metadata);
      if (stored === undefined) throw completionNotFound(id);
      return context.json(toStoredCompletionObject(stored), 200);
    },
    rejectInvalid(update),
  );

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").completion_id;
    if (!(await completions.delete(context.var.project, id))) throw completionNotFound(id);
    return context.json({ object: "chat.completion.deleted" as const, id, deleted: true as const }, 200);
  });

  storedMessages(application, services);

  /** Completions carry the snapshot's name; clients may filter by the other one too. */
  function modelName(name: string | undefined): string | undefined {
    return name === undefined ? undefined : (services.models.resolve(name)?.snapshot ?? name);
  }
};
