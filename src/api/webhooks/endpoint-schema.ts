import { z } from "@hono/zod-openapi";
import { type WebhookEndpoint, webhookEventTypes } from "../../store/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";
import { listOf } from "../validation/fields.ts";
import { isAllowedHost, isForbiddenLiteral } from "./address-policy.ts";

export const endpointObject = z
  .object({
    id: z.string(),
    object: z.literal("webhook_endpoint"),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    updated_at: z.int().openapi({ description: "Unix seconds." }),
    name: z.string(),
    url: z.string(),
    event_types: z.array(z.string()),
    signing_secret_hint: z.string().nullable(),
  })
  .openapi("WebhookEndpoint");

export const endpointWithSecret = endpointObject
  .extend({ signing_secret: z.string() })
  .openapi("WebhookEndpointWithSecret");

const eventType = z.enum(webhookEventTypes);
const name = z.string().min(1).max(256);
const url = z.string().min(1).max(2_048);
const eventTypes = listOf(eventType, { minimum: 1, maximum: 64 });

export const createEndpointRequest = z
  .strictObject({ name, url, event_types: eventTypes })
  .openapi("CreateWebhookEndpointRequest");

export const updateEndpointRequest = z
  .strictObject({ name: name.optional(), url: url.optional(), event_types: eventTypes.optional() })
  .openapi("UpdateWebhookEndpointRequest");

export const rotateSecretRequest = z
  .strictObject({ keep_old_secret_active_for_24_hours: z.boolean().optional() })
  .openapi("RotateWebhookSecretRequest");

export const testEndpointRequest = z
  .strictObject({ event_type: eventType })
  .openapi("TestWebhookEndpointRequest");

export const testResult = z
  .object({
    object: z.literal("webhook_endpoint.test"),
    webhook_endpoint_id: z.string(),
    event_type: z.string(),
    status_code: z.int(),
    success: z.literal(true),
  })
  .openapi("WebhookEndpointTestResult");

export const endpointPath = z.object({ webhook_endpoint_id: z.string() });

export function toEndpointObject(endpoint: WebhookEndpoint): z.infer<typeof endpointObject> {
  return {
    id: endpoint.id,
    object: "webhook_endpoint",
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
    name: endpoint.name,
    url: endpoint.url,
    event_types: [...endpoint.eventTypes],
    signing_secret_hint: `whsec_...${endpoint.secret.slice(-4)}`,
  };
}

export function toEndpointWithSecret(endpoint: WebhookEndpoint): z.infer<typeof endpointWithSecret> {
  return { ...toEndpointObject(endpoint), signing_secret: endpoint.secret };
}

/** Throws an `ApiError` where events could not be sent there anyway. */
export function checkUrl(text: string, allowedHosts: readonly string[]): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (reason: string) => invalidRequest(`Invalid 'url': ${reason}`, "url", "invalid_value");
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refuse("expected an https:// URL.");
  if (url.username !== "" || url.password !== "") throw refuse("it must not hold a user name or password.");
  if (isAllowedHost(url, allowedHosts)) return;
  if (url.protocol !== "https:") throw refuse("expected an https:// URL.");
  if (isForbiddenLiteral(url)) {
    throw refuse(
      "this is a private address. Whoever runs this server can allow it by its configuration (webhooks.allowedHosts).",
    );
  }
}

export function endpointNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No such webhook endpoint: ${id.slice(0, 256)}`,
    param: "webhook_endpoint_id",
  });
}
