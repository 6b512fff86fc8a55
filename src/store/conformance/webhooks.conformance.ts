import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Store, type WebhookEndpoint, webhookQueue } from "../index.ts";
import { freshId } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";

export function webhooksConformance(subject: () => Subject): void {
  describe("webhooks", () => {
    const clock = manualClock();
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    const endpoint = async (changes: Partial<WebhookEndpoint> = {}) => {
      const made: WebhookEndpoint = {
        id: freshId("whe"),
        projectId: freshId("proj"),
        name: "mine",
        url: "https://example.com/hook",
        eventTypes: ["batch.completed"],
        secret: "whsec_AAAA",
        previousSecret: undefined,
        createdAt: 1,
        updatedAt: 1,
        ...changes,
      };
      await store.webhooks.endpoints.create(made);
      return made;
    };
    const event = { type: "batch.completed", objectId: "batch_1" } as const;

    it("are told to every endpoint of the project that asked, with the change or not at all", async () => {
      const first = await endpoint();
      const second = await endpoint({ projectId: first.projectId });
      await endpoint({ projectId: first.projectId, eventTypes: ["batch.failed"] });
      const stranger = await endpoint();
      await store.transaction(({ webhooks }) => webhooks.publish(first.projectId, event));
      const failed = store.transaction(async ({ webhooks }) => {
        await webhooks.publish(first.projectId, event);
        throw new Error("changed its mind");
      });
      await expect(failed).rejects.toThrow("changed its mind");
      const deliveries = await store.webhooks.deliveries(first.projectId, { limit: 10 });
      expect(deliveries.map(({ endpointId }) => endpointId).sort()).toEqual([first.id, second.id].sort());
      expect(new Set(deliveries.map(({ body }) => body)).size).toBe(1);
      expect(JSON.parse(deliveries[0]?.body ?? "")).toMatchObject({
        object: "event",
        type: "batch.completed",
        created_at: Math.floor(clock.now() / 1000),
        data: { id: "batch_1" },
      });
      expect(await store.webhooks.deliveries(stranger.projectId, { limit: 10 })).toEqual([]);
      const query = { queue: webhookQueue, owner: "worker", leaseMilliseconds: 1_000, limit: 1_000 };
      const claimed = (await store.jobs.claim(query)).map(({ id }) => id);
      for (const { id } of deliveries) expect(claimed).toContain(id);
    });

    it("keep a log of their attempts, which ends after a month", async () => {
      const made = await endpoint();
      await store.webhooks.publish(made.projectId, event);
      const log = async () => (await store.webhooks.deliveries(made.projectId, { limit: 1 }))[0]!;
      const { id } = await log();
      expect(await store.webhooks.pending(id)).toMatchObject({
        endpoint: made,
        delivery: { id, attempts: 0 },
      });
      const later = clock.now() + 5_000;
      await store.webhooks.attempted(id, { status: "pending", outcome: "status 500", nextAttemptAt: later });
      expect(await log()).toMatchObject({ attempts: 1, nextAttemptAt: later, attemptedAt: clock.now() });
      await store.webhooks.attempted(id, {
        status: "delivered",
        outcome: "status 200",
        nextAttemptAt: undefined,
      });
      expect(await log()).toMatchObject({ status: "delivered", attempts: 2, nextAttemptAt: undefined });
      expect(await store.webhooks.pending(id)).toBeUndefined();
      clock.advance(30 * 24 * 3_600_000);
      await store.sweep();
      expect(await store.webhooks.deliveries(made.projectId, { limit: 1 })).toEqual([]);
    });

    it("have endpoints that are changed and deleted by their project alone, with what waits for them", async () => {
      const made = await endpoint();
      const { projectId, id } = made;
      expect(await store.webhooks.endpoints.get(projectId, id)).toEqual(made);
      expect(await store.webhooks.endpoints.get("proj_other", id)).toBeUndefined();
      const previousSecret = { secret: "whsec_BBBB", until: 9 };
      const change = { previousSecret, name: "yours", updatedAt: 2 };
      expect(await store.webhooks.endpoints.update(projectId, id, change)).toEqual({ ...made, ...change });
      expect(await store.webhooks.endpoints.update("proj_other", id, change)).toBeUndefined();
      await store.webhooks.publish(projectId, event);
      expect(await store.webhooks.endpoints.delete("proj_other", id)).toBe(false);
      expect(await store.webhooks.endpoints.delete(projectId, id)).toBe(true);
      expect(await store.webhooks.deliveries(projectId, { limit: 10 })).toEqual([]);
    });
  });
}
