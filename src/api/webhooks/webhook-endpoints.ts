import { createRoute, z } from "@hono/zod-openapi";
import { createId, createWebhookSecret, type WebhookEndpoint, webhookEventTypes } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import {
  checkUrl,
  createEndpointRequest,
  endpointNotFound,
  endpointObject,
  endpointPath,
  endpointWithSecret,
  toEndpointObject,
  toEndpointWithSecret,
  updateEndpointRequest,
} from "./endpoint-schema.ts";
import { endpointSecrets } from "./endpoint-secrets.ts";
import { testEndpoint } from "./test-endpoint.ts";

const PATH = "/v1/webhook_endpoints/{webhook_endpoint_id}";
const tags = ["Webhooks"];
const listQuery = z.object(pageParameters("desc"));

const answers = {
  200: { description: "The endpoint.", content: { "application/json": { schema: endpointObject } } },
  ...errorAnswers,
};

const listRoute = createRoute({
  method: "get",
  path: "/v1/webhook_endpoints",
  summary: "List the project's webhook endpoints.",
  tags,
  request: { query: listQuery },
  responses: {
    200: {
      description: "The endpoints.",
      content: { "application/json": { schema: listSchema(endpointObject).openapi("WebhookEndpointList") } },
    },
    ...errorAnswers,
  },
});

const retrieveRoute = createRoute({
  method: "get",
  path: PATH,
  summary: "Look up a webhook endpoint.",
  tags,
  request: { params: endpointPath },
  responses: answers,
});

const deleted = z
  .object({ id: z.string(), object: z.literal("webhook_endpoint.deleted"), deleted: z.literal(true) })
  .openapi("DeletedWebhookEndpoint");

const deleteRoute = createRoute({
  method: "delete",
  path: PATH,
  summary: "Delete a webhook endpoint.",
  tags,
  request: { params: endpointPath },
  responses: {
    200: { description: "It is gone.", content: { "application/json": { schema: deleted } } },
    ...errorAnswers,
  },
});

const eventTypesRoute = createRoute({
  method: "get",
  path: "/v1/webhook_event_types",
  summary: "List what webhooks can tell of.",
  tags,
  responses: {
    200: {
      description: "The event types.",
      content: {
        "application/json": {
          schema: z
            .object({ object: z.literal("list"), data: z.array(z.string()) })
            .openapi("WebhookEventTypeList"),
        },
      },
    },
    ...errorAnswers,
  },
});

/** `/v1/webhook_endpoints` and `/v1/webhook_event_types` */
export const webhookEndpoints: Resource = (application, services) => {
  const { store, clock, random, limits, webhooks: options } = services;
  const { endpoints } = store.webhooks;
  const body = jsonBody(limits.maximumBodyBytes);
  const createEndpoint = createRoute({
    method: "post",
    path: "/v1/webhook_endpoints",
    summary: "Add a webhook endpoint.",
    tags,
    middleware: [body] as const,
    request: { body: { required: true, content: { "application/json": { schema: createEndpointRequest } } } },
    responses: {
      200: {
        description: "The endpoint, and its secret, which is not shown again.",
        content: { "application/json": { schema: endpointWithSecret } },
      },
      ...errorAnswers,
    },
  });
  const updateRoute = createRoute({
    method: "post",
    path: PATH,
    summary: "Change a webhook endpoint.",
    tags,
    middleware: [body] as const,
    request: {
      params: endpointPath,
      body: { required: true, content: { "application/json": { schema: updateEndpointRequest } } },
    },
    responses: answers,
  });
  const seconds = () => Math.floor(clock.now() / 1000);

  application.openapi(
    createEndpoint,
    async (context) => {
      const { name, url, event_types: eventTypes } = context.req.valid("json");
      checkUrl(url, options.allowedHosts);
      const endpoint: WebhookEndpoint = {
        id: createId("whe", random),
        projectId: context.var.project,
        name,
        url,
        eventTypes: [...new Set(eventTypes)],
        secret: createWebhookSecret(random),
        previousSecret: undefined,
        createdAt: seconds(),
        updatedAt: seconds(),
      };
      await endpoints.create(endpoint);
      return context.json(toEndpointWithSecret(endpoint), 200);
    },
    rejectInvalid(createEndpointRequest),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const query = toPageQuery(context.req.valid("query"), "desc");
      const { data, hasMore } = await endpoints.list(context.var.project, query);
      return context.json(toList({ data: data.map(toEndpointObject), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").webhook_endpoint_id;
    const endpoint = await endpoints.get(context.var.project, id);
    if (endpoint === undefined) throw endpointNotFound(id);
    return context.json(toEndpointObject(endpoint), 200);
  });

  application.openapi(
    updateRoute,
    async (context) => {
      const id = context.req.valid("param").webhook_endpoint_id;
      const { name, url, event_types: eventTypes } = context.req.valid("json");
      if (url !== undefined) checkUrl(url, options.allowedHosts);
      const endpoint = await endpoints.update(context.var.project, id, {
        ...(name !== undefined && { name }),
        ...(url !== undefined && { url }),
        ...(eventTypes !== undefined && { eventTypes: [...new Set(eventTypes)] }),
        updatedAt: seconds(),
      });
      if (endpoint === undefined) throw endpointNotFound(id);
      return context.json(toEndpointObject(endpoint), 200);
    },
    rejectInvalid(updateEndpointRequest),
  );

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").webhook_endpoint_id;
    if (!(await endpoints.delete(context.var.project, id))) throw endpointNotFound(id);
    return context.json({ id, object: "webhook_endpoint.deleted" as const, deleted: true as const }, 200);
  });

  application.openapi(eventTypesRoute, (context) =>
    context.json({ object: "list" as const, data: [...webhookEventTypes] }, 200),
  );

  endpointSecrets(application, services);
  testEndpoint(application, services);
};
