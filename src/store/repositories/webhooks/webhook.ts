import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import type { RandomBytes } from "../../ids.ts";
import type { Tables } from "../../tables.ts";

/** What endpoints may be told of. */
export const webhookEventTypes = [
  "batch.completed",
  "batch.failed",
  "batch.expired",
  "batch.cancelled",
  "response.completed",
  "response.failed",
  "response.cancelled",
  "response.incomplete",
  "eval.run.succeeded",
  "eval.run.failed",
  "eval.run.canceled",
  "fine_tuning.job.succeeded",
  "fine_tuning.job.failed",
  "fine_tuning.job.cancelled",
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** Something came to its end. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** Of the object that came to its end. */
  readonly objectId: string;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly WebhookEventType[];
  /** `whsec_…`. It signs, so it has to be kept as it is. */
  readonly secret: string;
  /** Signs too, until its time is over. */
  readonly previousSecret: { readonly secret: string; readonly until: number } | undefined;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type DeliveryStatus = "pending" | "delivered" | "failed";

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  /** The `webhook-id`: the same for every attempt. */
  readonly id: string;
  readonly endpointId: string;
  readonly eventType: string;
  /** What is sent, and signed, to the letter. */
  readonly body: string;
  /** Unix milliseconds, as are the other times. */
  readonly createdAt: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly attemptedAt: number | undefined;
  readonly nextAttemptAt: number | undefined;
  /** How the last attempt ended, in a few words. */
  readonly outcome: string | undefined;
}

export interface DeliveryAttempt {
  readonly status: DeliveryStatus;
  readonly outcome: string;
  readonly nextAttemptAt: number | undefined;
}

export function createWebhookSecret(random: RandomBytes = randomBytes): string {
  return `whsec_${Buffer.from(random(32)).toString("base64")}`;
}

export const toWebhookEndpoint = (row: Selectable<Tables["webhook_endpoints"]>): WebhookEndpoint => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  url: row.url,
  eventTypes: JSON.parse(row.event_types) as WebhookEventType[],
  secret: row.secret,
  previousSecret:
    row.previous_secret === null
      ? undefined
      : { secret: row.previous_secret, until: row.previous_secret_until ?? 0 },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toWebhookDelivery = (row: Selectable<Tables["webhook_deliveries"]>): WebhookDelivery => ({
  id: row.id,
  endpointId: row.endpoint_id,
  eventType: row.event_type,
  body: row.body,
  createdAt: row.created_at,
  status: row.status as DeliveryStatus,
  attempts: row.attempts,
  attemptedAt: row.attempted_at ?? undefined,
  nextAttemptAt: row.next_attempt_at ?? undefined,
  outcome: row.outcome ?? undefined,
});
