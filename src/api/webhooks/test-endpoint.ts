import { createRoute } from "@hono/zod-openapi";
import { createId, eventBody } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { systemResolve } from "./address-policy.ts";
import { endpointNotFound, endpointPath, testEndpointRequest, testResult } from "./endpoint-schema.ts";
import { sendWebhook } from "./send-webhook.ts";
import { webhookHeaders } from "./sign-webhook.ts";

/** `POST /v1/webhook_endpoints/{id}/test`: a sample, once, now. */
export const testEndpoint: Resource = (application, { store, clock, random, limits, webhooks: options }) => {
  const route = createRoute({
    method: "post",
    path: "/v1/webhook_endpoints/{webhook_endpoint_id}/test",
    summary: "Send a sample event.",
    tags: ["Webhooks"],
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: {
      params: endpointPath,
      body: { required: true, content: { "application/json": { schema: testEndpointRequest } } },
    },
    responses: {
      200: { description: "What was answered.", content: { "application/json": { schema: testResult } } },
      ...errorAnswers,
    },
  });

  application.openapi(
    route,
    async (context) => {
      const endpointId = context.req.valid("param").webhook_endpoint_id;
      const type = context.req.valid("json").event_type;
      const endpoint = await store.webhooks.endpoints.get(context.var.project, endpointId);
      if (endpoint === undefined) throw endpointNotFound(endpointId);
      const now = clock.now();
      const body = eventBody({ type, objectId: `${type.split(".")[0]}_sample` }, now);
      const headers = webhookHeaders(endpoint, { id: createId("wh", random), body, now });
      const { signal } = context.req.raw;
      const result = await sendWebhook(
        endpoint.url,
        { headers, body },
        { options, resolve: systemResolve, signal },
      );
      if (result.kind === "failed") {
        throw invalidRequest(`The endpoint could not be reached: ${result.reason}.`, "url");
      }
      return context.json(
        {
          object: "webhook_endpoint.test" as const,
          webhook_endpoint_id: endpointId,
          event_type: type,
          status_code: result.status,
          success: true as const,
        },
        200,
      );
    },
    rejectInvalid(testEndpointRequest),
  );
};
