import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { memberPosition } from "../lists/member-position.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { completionNotFound } from "./completion-not-found.ts";
import { storedMessageObject, toStoredMessageObject } from "./stored-completion-object.ts";

const query = z.object(pageParameters("asc"));

const route = createRoute({
  method: "get",
  path: "/v1/chat/completions/{completion_id}/messages",
  summary: "List the messages that a stored completion answered.",
  tags: ["Chat"],
  request: { params: z.object({ completion_id: z.string() }), query },
  responses: {
    200: {
      description: "Messages of the request.",
      content: {
        "application/json": { schema: listSchema(storedMessageObject).openapi("ChatCompletionMessageList") },
      },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/chat/completions/{id}/messages` */
export const storedMessages: Resource = (application, { store }) => {
  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").completion_id;
      const { limit, order, after } = toPageQuery(context.req.valid("query"), "asc");
      const position = after === undefined ? undefined : memberPosition(id, after);
      const messageQuery = { limit, order, after: position };
      const page = await store.completions.messages(context.var.project, id, messageQuery);
      if (page === undefined) throw completionNotFound(id);
      const data = page.data.map((message) => toStoredMessageObject(id, message));
      return context.json(toList({ data, hasMore: page.hasMore }), 200);
    },
    rejectInvalid(query),
  );
};
