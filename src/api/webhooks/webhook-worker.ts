import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { type JobLease, StoreError, webhookQueue } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
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
  readonly #owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #runs = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(services: Pick<ApiServices, "store" | "webhooks" | "clock" | "random">, log: Logger) {
    this.#services = services;
    this.#log = log;
  }

  start(): void {
    this.#loop ??= this.#work();
  }

  /** Breaks deliveries off; they come again. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.resolve();
    await this.#loop;
    await Promise.all(this.#runs);
  }

  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#claim();
      const poll = setTimeout(() => this.#wake.resolve(), this.#services.webhooks.pollMilliseconds).unref();
      await this.#wake.promise;
      clearTimeout(poll);
      this.#wake = Promise.withResolvers();
    }
  }

  async #claim(): Promise<void> {
    const { store, webhooks } = this.#services;
    const limit = MAXIMUM_RUNNING - this.#runs.size;
    if (limit <= 0) return;
    const leaseMilliseconds = webhooks.timeoutMilliseconds + LEASE_RESERVE_MILLISECONDS;
    try {
      const query = { queue: webhookQueue, owner: this.#owner, leaseMilliseconds, limit };
      for (const lease of await store.jobs.claim(query)) {
        const run = this.#deliver(lease).catch((err) => {
          const lost = err instanceof StoreError && err.code === "lease-lost";
          if (!lost) this.#log.error({ err, delivery: lease.id }, "a webhook's delivery is repeated");
        });
        this.#runs.add(run);
        void run.finally(() => {
          this.#runs.delete(run);
          this.#wake.resolve();
        });
      }
    } catch (err) {
      this.#log.error({ err }, "webhooks cannot be taken from the queue");
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
    const context = { options, resolve: systemResolve, signal: this.#stop.signal };
    const result = await sendWebhook(endpoint.url, { headers, body }, context);
    if (this.#stop.signal.aborted && result.kind === "failed") return store.jobs.release(lease, 0);
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
