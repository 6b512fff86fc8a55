import { createId } from "../../ids.ts";
import { atomically, type Session } from "../../session.ts";
import { Jobs } from "../jobs.ts";
import {
  type DeliveryAttempt,
  toWebhookDelivery,
  toWebhookEndpoint,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookEvent,
} from "./webhook.ts";
import { WebhookEndpoints } from "./webhook-endpoints.ts";

/** The queue of deliveries. A job has the id of its delivery. */
export const webhookQueue = "webhooks";

/** How long the log of deliveries goes back, in milliseconds. */
const logTime = 30 * 24 * 60 * 60_000;

/**
 * Events on their way out. They are written in the transaction of what they tell of: told if and only if it happened,
 * and delivered, by leased jobs, at least once.
 */
export class Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.endpoints = new WebhookEndpoints(session);
  }

  /** Tells every endpoint of the project that wants to know. Call it in the transaction of the change. */
  publish(projectId: string, event: WebhookEvent): Promise<void> {
    return atomically(this.#session, async (session) => {
      const rows = await session.db
        .selectFrom("webhook_endpoints")
        .selectAll()
        .where("project_id", "=", projectId)
        .execute();
      const listening = rows
        .map(toWebhookEndpoint)
        .filter(({ eventTypes }) => eventTypes.includes(event.type));
      if (listening.length === 0) return;
      const body = eventBody(event, session.clock.now());
      for (const endpoint of listening) await enqueue(session, endpoint, event.type, body);
    });
  }

  /** A delivery that is still to be made, with where it goes. Undefined where there is none. */
  async pending(
    id: string,
  ): Promise<{ readonly delivery: WebhookDelivery; readonly endpoint: WebhookEndpoint } | undefined> {
    const { db } = this.#session;
    const delivery = await db
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where("id", "=", id)
      .where("status", "=", "pending")
      .executeTakeFirst();
    if (!delivery) return undefined;
    const endpoint = await db
      .selectFrom("webhook_endpoints")
      .selectAll()
      .where("id", "=", delivery.endpoint_id)
      .executeTakeFirst();
    return endpoint && { delivery: toWebhookDelivery(delivery), endpoint: toWebhookEndpoint(endpoint) };
  }

  /** Writes down how an attempt ended. */
  async attempted(id: string, { status, outcome, nextAttemptAt }: DeliveryAttempt): Promise<void> {
    const { db, clock } = this.#session;
    await db
      .updateTable("webhook_deliveries")
      .set((eb) => ({
        status,
        outcome,
        attempts: eb("attempts", "+", 1),
        attempted_at: clock.now(),
        next_attempt_at: nextAttemptAt ?? null,
      }))
      .where("id", "=", id)
      .execute();
  }

  /** The newest deliveries of a project, or of one endpoint. */
  async deliveries(
    projectId: string,
    query: { readonly endpointId?: string | undefined; readonly limit: number },
  ): Promise<WebhookDelivery[]> {
    let select = this.#session.db
      .selectFrom("webhook_deliveries")
      .innerJoin("webhook_endpoints", "webhook_endpoints.id", "webhook_deliveries.endpoint_id")
      .selectAll("webhook_deliveries")
      .where("project_id", "=", projectId);
    if (query.endpointId !== undefined) select = select.where("endpoint_id", "=", query.endpointId);
    const rows = await select.orderBy("webhook_deliveries.sequence", "desc").limit(query.limit).execute();
    return rows.map(toWebhookDelivery);
  }

  /** Deletes what the log need not show any more. */
  async forgetOld(): Promise<void> {
    await this.#session.db
      .deleteFrom("webhook_deliveries")
      .where("status", "!=", "pending")
      .where("created_at", "<=", this.#session.clock.now() - logTime)
      .execute();
  }
}

/** What is sent for an event, a sample included. */
export function eventBody({ type, objectId }: WebhookEvent, now: number): string {
  const created_at = Math.floor(now / 1000);
  return JSON.stringify({ id: createId("evt"), object: "event", created_at, type, data: { id: objectId } });
}

async function enqueue(
  session: Session,
  { id: endpointId, projectId }: WebhookEndpoint,
  eventType: string,
  body: string,
): Promise<void> {
  const id = createId("wh");
  const now = session.clock.now();
  const row = { id, endpoint_id: endpointId, event_type: eventType, body, created_at: now };
  await session.db
    .insertInto("webhook_deliveries")
    .values({
      ...row,
      status: "pending",
      attempts: 0,
      attempted_at: null,
      next_attempt_at: now,
      outcome: null,
    })
    .execute();
  await new Jobs(session).enqueue({ id, projectId, queue: webhookQueue, payload: {}, priority: 0 });
}
