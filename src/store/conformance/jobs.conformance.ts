import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../index.ts";
import { freshId, job, response } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";

export function jobsConformance(subject: () => Subject): void {
  describe("jobs", () => {
    const clock = manualClock();
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    const claim = (queue: string, limit = 1, from = store) =>
      from.jobs.claim({ queue, owner: "worker", leaseMilliseconds: 1_000, limit });

    it("are claimed by priority, then in the order of their making, each once", async () => {
      const queue = freshId("queue");
      const ids: Record<string, string> = {};
      for (const [name, priority] of Object.entries({ low: 5, first: 0, second: 0, middle: 3 })) {
        const made = job({ queue, priority, payload: { name } });
        ids[name] = made.id;
        await store.jobs.enqueue(made);
      }
      const leases = [...(await claim(queue, 3)), ...(await claim(queue, 3))];
      expect(leases.map((lease) => lease.payload.name)).toEqual(["first", "second", "middle", "low"]);
      expect(leases[0]).toEqual({
        id: ids.first,
        projectId: "proj_default",
        queue,
        payload: { name: "first" },
        priority: 0,
        attempt: 1,
        cancelRequested: false,
      });
      expect(await claim(queue)).toEqual([]);
    });

    it("come back when their lease ends, and no sooner if it was renewed", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }));
      const [lease] = await claim(queue);
      clock.advance(900);
      await store.jobs.renew(lease!, 1_000);
      clock.advance(900);
      expect(await claim(queue)).toEqual([]);
      clock.advance(100);
      expect(await claim(queue)).toMatchObject([{ id: lease!.id, attempt: 2 }]);
    });

    it("do not wait for a clock that was set back, neither queued nor leased ones", async () => {
      const queue = freshId("queue");
      for (let n = 0; n < 3; n++) await store.jobs.enqueue(job({ queue }));
      const [held, given] = await claim(queue, 2);
      await store.jobs.release(given!, 0);
      clock.advance(-86_400_000);
      const { length } = await claim(queue, 3);
      expect(length).toBe(3);
      expect(await claim(queue, 3)).toEqual([]);
      await expect(store.jobs.renew(held!, 1_000)).rejects.toMatchObject({ code: "lease-lost" });
      clock.advance(86_400_000);
    });

    it("are lost to a worker whose lease was taken over, whatever it tries", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }));
      const [slow] = await claim(queue);
      clock.advance(1_000);
      const [quick] = await claim(queue);
      const lost = { name: "StoreError", code: "lease-lost" };
      await expect(store.jobs.renew(slow!, 1_000)).rejects.toMatchObject(lost);
      await expect(store.jobs.release(slow!, 0)).rejects.toMatchObject(lost);
      await expect(store.jobs.finish(slow!)).rejects.toMatchObject(lost);
      await store.jobs.finish(quick!);
      await expect(store.jobs.finish(quick!)).rejects.toMatchObject(lost);
    });

    it("undo what a worker wrote in one transaction with a lost lease", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }));
      const [slow] = await claim(queue);
      clock.advance(1_000);
      await claim(queue);
      const written = response();
      const late = store.transaction(async ({ responses, jobs }) => {
        await responses.create(written);
        await jobs.finish(slow!);
      });
      await expect(late).rejects.toMatchObject({ code: "lease-lost" });
      expect(await store.responses.get(written.projectId, written.id)).toBeUndefined();
    });

    it("wait for the delay that their worker gave them back with", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }));
      const [lease] = await claim(queue);
      await store.jobs.release(lease!, 500);
      await expect(store.jobs.renew(lease!, 1_000)).rejects.toMatchObject({ code: "lease-lost" });
      expect(await claim(queue)).toEqual([]);
      clock.advance(500);
      expect(await claim(queue)).toMatchObject([{ attempt: 2 }]);
    });

    it("wait for the delay that they are queued with", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }), 500);
      expect(await claim(queue)).toEqual([]);
      clock.advance(500);
      expect(await claim(queue)).toMatchObject([{ attempt: 1 }]);
    });

    it("are removed by a cancellation while nobody holds them", async () => {
      const queue = freshId("queue");
      const waiting = job({ queue });
      await store.jobs.enqueue(waiting);
      expect(await store.jobs.cancel(freshId("proj"), waiting.id)).toBe("unknown");
      expect(await store.jobs.cancel(waiting.projectId, waiting.id)).toBe("removed");
      expect(await store.jobs.cancel(waiting.projectId, waiting.id)).toBe("unknown");
      expect(await claim(queue)).toEqual([]);
    });

    it("tell their worker of a cancellation when it renews, and the next one when it claims", async () => {
      const queue = freshId("queue");
      await store.jobs.enqueue(job({ queue }));
      const [lease] = await claim(queue);
      expect(await store.jobs.renew(lease!, 1_000)).toEqual({ cancelRequested: false });
      expect(await store.jobs.cancel(lease!.projectId, lease!.id)).toBe("requested");
      expect(await store.jobs.renew(lease!, 1_000)).toEqual({ cancelRequested: true });
      clock.advance(1_000);
      expect(await claim(queue)).toMatchObject([{ attempt: 2, cancelRequested: true }]);
    });

    it("are shared by several servers, each job held by one", async () => {
      const queue = freshId("queue");
      const others = await Promise.all([subject().open({ clock }), subject().open({ clock })]);
      const stores = [store, ...others];
      const ids = Array.from({ length: 30 }, () => freshId("job"));
      await store.transaction(async ({ jobs }) => {
        for (const id of ids) await jobs.enqueue(job({ id, queue }));
      });
      const rounds = Array.from({ length: 18 }, (_, n) => claim(queue, 2, stores[n % 3]!));
      const claimed = (await Promise.all(rounds)).flat();
      // PostgreSQL's workers skip rows that another is about to take: some may have found too few.
      for (let more = await claim(queue, 2); more.length > 0; more = await claim(queue, 2)) {
        claimed.push(...more);
      }
      expect(claimed.map(({ id }) => id).sort()).toEqual([...ids].sort());
      await Promise.all(others.map((other) => other.close()));
    });
  });
}
