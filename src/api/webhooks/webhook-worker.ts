import type { Logger } from "pino";
import { type JobLease, StoreError, webhookQueue } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { JobLoop } from "../job-loop.ts";
import { systemResolve } from "./address-policy.ts";
import { DELIVERY_MILLISECONDS, retryDelay } from "./retry-delay.ts";
import { type SendResult, sendWebhook } from "./send-webhook.ts";
import { webhookHeaders } from "./sign-webhook.ts";

const MAXIMUM_RUNNING = 16;

/** On top of what an endpoint has to answer. */
const LEASE_RESERVE_MILLISECONDS = 30_000;

/** Delivers events to webhook endpoints, a few at once. */
export class WebhookWorker {
  readonly #services: Pick<ApiServices, "store" | "webhooks" | "clock" | "random">;
  readonly #log: Logger;
  readonly #loop: JobLoop;

  constructor(services: Pick<ApiServices, "store" | "webhooks" | "clock" | "random">, log: Logger) {
    const { store, webhooks } = services;
    this.#services = services;
    this.#log = log;
    this.#loop = new JobLoop({
      store,
      log,
      jobs: "webhooks",
      leaseMilliseconds: webhooks.timeoutMilliseconds + LEASE_RESERVE_MILLISECONDS,
      pollMilliseconds: webhooks.pollMilliseconds,
    });
  }

  start(): void {
    this.#loop.start(async () => {
      const limit = MAXIMUM_RUNNING - this.#loop.running;
      for (const lease of await this.#loop.lease(webhookQueue, limit)) this.#loop.run(this.#attempt(lease));
    });
  }

  /** Breaks deliveries off; they come again. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #attempt(lease: JobLease): Promise<void> {
    try {
      await this.#deliver(lease);
    } catch (err) {
      const lost = err instanceof StoreError && err.code === "lease-lost";
      if (!lost) this.#log.error({ err, delivery: lease.id }, "a webhook's delivery is repeated");
    }
  }

  async #deliver(lease: JobLease): Promise<void> {
    const { store, webhooks: options, clock } = this.#services;
    const found = await store.webhooks.pending(lease.id);
    // The endpoint was deleted.
    if (found === undefined) return store.jobs.finish(lease);
    const { delivery, endpoint } = found;
    const { id, body } = delivery;
    const headers = webhookHeaders(endpoint, { id, body, now: clock.now() });
    const context = { options, resolve: systemResolve, signal: this.#loop.stopping };
    const result = await sendWebhook(endpoint.url, { headers, body }, context);
    if (this.#loop.stopping.aborted && result.kind === "failed") return store.jobs.release(lease, 0);
    const outcome = result.kind === "answered" ? `status ${result.status}` : result.reason;
    const now = clock.now();
    const delay = retryDelay(delivery.attempts + 1, this.#chance());
    const givenUp = now + delay > delivery.createdAt + DELIVERY_MILLISECONDS;
    await store.transaction(async ({ jobs, webhooks }) => {
      if (isSuccess(result) || givenUp) {
        await jobs.finish(lease);
        const status = isSuccess(result) ? "delivered" : "failed";
        await webhooks.attempted(id, { status, outcome, nextAttemptAt: undefined });
      } else {
        await jobs.release(lease, delay);
        await webhooks.attempted(id, { status: "pending", outcome, nextAttemptAt: now + delay });
      }
    });
    this.#log.info({ delivery: id, event: delivery.eventType, outcome }, "webhook attempted");
  }

  /** From 0 to 1. */
  #chance(): number {
    return (this.#services.random(1)[0] ?? 0) / 255;
  }
}

function isSuccess(result: SendResult): boolean {
  return result.kind === "answered" && result.status >= 200 && result.status < 300;
}
