import { createRoute, z } from "@hono/zod-openapi";
import { StoreError } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { conversationNotFound } from "../responses/errors.ts";
import { includeParameters } from "../responses/include-parameters.ts";
import { duplicateItem } from "../responses/items/input-items.ts";
import { responseItem } from "../responses/items/item.ts";
import { asWritten } from "../responses/prompt/earlier-items.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { addedItems } from "./added-items.ts";
import {
  conversationObject,
  conversationPath,
  createItemsRequest,
  itemPath,
  toWire,
} from "./conversation-schema.ts";

const ITEMS = "/v1/conversations/{conversation_id}/items";
const ITEM = `${ITEMS}/{item_id}` as const;
const tags = ["Conversations"];

const listQuery = z.object({ ...pageParameters("desc"), ...includeParameters });
const itemQuery = z.object(includeParameters);

const listAnswers = {
  200: {
    description: "Items of the conversation.",
    content: { "application/json": { schema: listSchema(responseItem).openapi("ConversationItemList") } },
  },
  ...errorAnswers,
};

const listRoute = createRoute({
  method: "get",
  path: ITEMS,
  summary: "List a conversation's items.",
  tags,
  request: { params: conversationPath, query: listQuery },
  responses: listAnswers,
});

const retrieveRoute = createRoute({
  method: "get",
  path: ITEM,
  summary: "Look up one item of a conversation.",
  tags,
  request: { params: itemPath, query: itemQuery },
  responses: {
    200: { description: "The item.", content: { "application/json": { schema: responseItem } } },
    ...errorAnswers,
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: ITEM,
  summary: "Take one item out of a conversation.",
  tags,
  request: { params: itemPath },
  responses: {
    200: {
      description: "The conversation.",
      content: { "application/json": { schema: conversationObject } },
    },
    ...errorAnswers,
  },
});

/** `/v1/conversations/{id}/items` */
export const conversationItems: Resource = (application, services) => {
  const { items } = services.store.conversations;
  const addRoute = createRoute({
    method: "post",
    path: ITEMS,
    summary: "Add items at a conversation's end.",
    tags,
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: {
      params: conversationPath,
      query: itemQuery,
      body: { required: true, content: { "application/json": { schema: createItemsRequest } } },
    },
    responses: listAnswers,
  });

  application.openapi(
    addRoute,
    async (context) => {
      const id = context.req.valid("param").conversation_id;
      const { project } = context.var;
      const added = await addedItems(context.req.valid("json").items, project, services);
      const exists = await items.append(project, id, added).catch(toDuplicate);
      if (!exists) throw conversationNotFound(id);
      return context.json(toList({ data: added, hasMore: false }), 200);
    },
    rejectInvalid(createItemsRequest),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const id = context.req.valid("param").conversation_id;
      const query = toPageQuery(context.req.valid("query"), "desc");
      const page = await items.list(context.var.project, id, query);
      if (page === undefined) throw conversationNotFound(id);
      return context.json(toList({ data: asWritten(page.data), hasMore: page.hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(
    retrieveRoute,
    async (context) => {
      const { conversation_id, item_id } = context.req.valid("param");
      const [item] = asWritten([await items.get(context.var.project, conversation_id, item_id)]);
      if (item === undefined) throw itemMissing(item_id);
      return context.json(item, 200);
    },
    rejectInvalid(itemQuery),
  );

  application.openapi(deleteRoute, async (context) => {
    const { conversation_id, item_id } = context.req.valid("param");
    const { project } = context.var;
    const conversation = await services.store.conversations.get(project, conversation_id);
    if (conversation === undefined) throw conversationNotFound(conversation_id);
    if (!(await items.delete(project, conversation_id, item_id))) throw itemMissing(item_id);
    return context.json(toWire(conversation), 200);
  });
};

function toDuplicate(error: unknown): never {
  if (error instanceof StoreError && error.code === "conflict") {
    throw duplicateItem("in the conversation", "items");
  }
  throw error;
}

function itemMissing(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Item with id '${id.slice(0, 128)}' not found.`,
  });
}
