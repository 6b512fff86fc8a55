import { createRoute } from "@hono/zod-openapi";
import { type Conversation, createId } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { conversationNotFound } from "../responses/errors.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { addedItems } from "./added-items.ts";
import { conversationItems } from "./conversation-items.ts";
import {
  conversationObject,
  conversationPath,
  createConversationRequest,
  deletedConversation,
  toWire,
  updateConversationRequest,
} from "./conversation-schema.ts";

const answers = {
  200: {
    description: "The conversation.",
    content: { "application/json": { schema: conversationObject } },
  },
  ...errorAnswers,
};

const retrieveRoute = createRoute({
  method: "get",
  path: "/v1/conversations/{conversation_id}",
  summary: "Look up a conversation.",
  tags: ["Conversations"],
  request: { params: conversationPath },
  responses: answers,
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/v1/conversations/{conversation_id}",
  summary: "Delete a conversation.",
  tags: ["Conversations"],
  request: { params: conversationPath },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deletedConversation } } },
    ...errorAnswers,
  },
});

/** `/v1/conversations` */
export const conversations: Resource = (application, services) => {
  const { store, clock, random, limits } = services;
  const body = jsonBody(limits.maximumBodyBytes);
  const beginRoute = createRoute({
    method: "post",
    path: "/v1/conversations",
    summary: "Begin a conversation.",
    tags: ["Conversations"],
    middleware: [body] as const,
    request: {
      body: { required: true, content: { "application/json": { schema: createConversationRequest } } },
    },
    responses: answers,
  });
  const updateRoute = createRoute({
    method: "post",
    path: "/v1/conversations/{conversation_id}",
    summary: "Replace a conversation's metadata.",
    tags: ["Conversations"],
    middleware: [body] as const,
    request: {
      params: conversationPath,
      body: { required: true, content: { "application/json": { schema: updateConversationRequest } } },
    },
    responses: answers,
  });

  application.openapi(
    beginRoute,
    async (context) => {
      const { metadata, items } = context.req.valid("json");
      const { project } = context.var;
      const conversation: Conversation = {
        id: createId("conv", random),
        projectId: project,
        createdAt: Math.floor(clock.now() / 1000),
        metadata: metadata ?? {},
      };
      await store.conversations.create(conversation, await addedItems(items ?? [], project, services));
      return context.json(toWire(conversation), 200);
    },
    rejectInvalid(createConversationRequest),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").conversation_id;
    const conversation = await store.conversations.get(context.var.project, id);
    if (conversation === undefined) throw conversationNotFound(id);
    return context.json(toWire(conversation), 200);
  });

  application.openapi(
    updateRoute,
    async (context) => {
      const id = context.req.valid("param").conversation_id;
      const metadata = context.req.valid("json").metadata ?? {};
      const conversation = await store.conversations.updateMetadata(context.var.project, id, metadata);
      if (conversation === undefined) throw conversationNotFound(id);
      return context.json(toWire(conversation), 200);
    },
    rejectInvalid(updateConversationRequest),
  );

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").conversation_id;
    if (!(await store.conversations.delete(context.var.project, id))) throw conversationNotFound(id);
    return context.json({ id, object: "conversation.deleted" as const, deleted: true as const }, 200);
  });

  conversationItems(application, services);
};
