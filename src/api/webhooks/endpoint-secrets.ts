import { createRoute } from "@hono/zod-openapi";
import { createWebhookSecret } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import {
  endpointNotFound,
  endpointPath,
  endpointWithSecret,
  rotateSecretRequest,
  toEndpointWithSecret,
} from "./endpoint-schema.ts";

const DAY_MILLISECONDS = 24 * 3_600_000;

/** `POST /v1/webhook_endpoints/{id}/rotate_secret` */
export const endpointSecrets: Resource = (application, { store, clock, random, limits }) => {
  const route = createRoute({
    method: "post",
    path: "/v1/webhook_endpoints/{webhook_endpoint_id}/rotate_secret",
    summary: "Give a webhook endpoint another secret.",
    tags: ["Webhooks"],
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: {
      params: endpointPath,
      body: { required: true, content: { "application/json": { schema: rotateSecretRequest } } },
    },
    responses: {
      200: {
        description: "The endpoint, and its new secret, which is not shown again.",
        content: { "application/json": { schema: endpointWithSecret } },
      },
      ...errorAnswers,
    },
  });

  application.openapi(
    route,
    async (context) => {
      const id = context.req.valid("param").webhook_endpoint_id;
      const keep = context.req.valid("json").keep_old_secret_active_for_24_hours === true;
      const { project } = context.var;
      const now = clock.now();
      const changed = await store.transaction(async ({ webhooks }) => {
        const current = await webhooks.endpoints.get(project, id);
        if (current === undefined) return undefined;
        const previousSecret = keep ? { secret: current.secret, until: now + DAY_MILLISECONDS } : undefined;
        const secret = createWebhookSecret(random);
        return webhooks.endpoints.update(project, id, {
          secret,
          previousSecret,
          updatedAt: Math.floor(now / 1000),
        });
      });
      if (changed === undefined) throw endpointNotFound(id);
      return context.json(toEndpointWithSecret(changed), 200);
    },
    rejectInvalid(rotateSecretRequest),
  );
};
