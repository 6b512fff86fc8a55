import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditEvent, bucketWindow, type Store } from "../index.ts";
import { freshId } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";

export function administrationConformance(subject: () => Subject): void {
  describe("what administrators decide", () => {
    let store: Store;
    const clock = manualClock();
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    const project = async () => {
      const id = freshId("proj");
      await store.projects.create({ id, name: `name of ${id}`, createdAt: 0 });
      return id;
    };

    it("keeps limits by project and model, each change added to the last", async () => {
      const [id, other] = [await project(), await project()];
      await store.rateLimits.update(id, "m", { max_requests_per_1_minute: 5 });
      const all = await store.rateLimits.update(id, "m", { max_tokens_per_1_minute: 7 });
      expect(all).toEqual({ max_requests_per_1_minute: 5, max_tokens_per_1_minute: 7 });
      expect(await store.rateLimits.ofProject(id)).toEqual(new Map([["m", all]]));
      expect(await store.rateLimits.ofProject(other)).toEqual(new Map());
      await expect(store.rateLimits.update("proj_no", "m", {})).rejects.toMatchObject({ code: "not-found" });
    });

    it("keeps both of two limits that are changed at once", async () => {
      const id = await project();
      const first = store.transaction(async ({ rateLimits }) => {
        await rateLimits.update(id, "m", { max_requests_per_1_minute: 5 });
        await delay(100);
      });
      await delay(20);
      await Promise.all([first, store.rateLimits.update(id, "m", { max_tokens_per_1_minute: 7 })]);
      const both = { max_requests_per_1_minute: 5, max_tokens_per_1_minute: 7 };
      expect((await store.rateLimits.ofProject(id)).get("m")).toEqual(both);
    });

    it("keeps budgets apart by what they are for", async () => {
      const id = freshId("x");
      await store.spendLimits.set({ kind: "project", id }, 100);
      await store.spendLimits.set({ kind: "key", id }, 200);
      await store.spendLimits.set({ kind: "project", id }, 300);
      expect(await store.spendLimits.get({ kind: "project", id })).toBe(300);
      expect(await store.spendLimits.get({ kind: "key", id })).toBe(200);
      expect(await store.spendLimits.delete({ kind: "key", id })).toBe(true);
      expect(await store.spendLimits.delete({ kind: "key", id })).toBe(false);
      expect(await store.spendLimits.get({ kind: "key", id })).toBeUndefined();
    });

    it("keeps which models a project may ask", async () => {
      const id = await project();
      expect(await store.modelPermissions.get(id)).toBeUndefined();
      const permissions = { mode: "deny_list", modelIds: ["a", "b"] } as const;
      await store.modelPermissions.set(id, { mode: "allow_list", modelIds: [] });
      await store.modelPermissions.set(id, permissions);
      expect(await store.modelPermissions.get(id)).toEqual(permissions);
      expect(await store.modelPermissions.delete(id)).toBe(true);
      expect(await store.modelPermissions.delete(id)).toBe(false);
    });

    describe("in audit logs", () => {
      const session = (userId: string): AuditEvent["actor"] => ({
        kind: "session",
        userId,
        address: "127.0.0.1",
      });
      const append = async (event: Partial<AuditEvent>) => {
        const resourceId = event.resourceId ?? freshId("resource");
        const actor = session("user-a");
        await store.auditLogs.append({
          type: "project.created",
          actor,
          resourceId,
          details: { id: "x" },
          ...event,
        });
        return resourceId;
      };
      const find = async (query: Parameters<Store["auditLogs"]["list"]>[0]) =>
        (await store.auditLogs.list(query)).data;

      it("comes back as it went in, with the project's name", async () => {
        const projectId = await project();
        const resourceId = await append({ projectId, actor: { kind: "api-key", keyId: "key_1" } });
        expect(await find({ limit: 1, resourceIds: [resourceId] })).toEqual([
          {
            id: expect.stringMatching(/^audit_log_/),
            type: "project.created",
            effectiveAt: clock.now() / 1000,
            projectId,
            projectName: `name of ${projectId}`,
            actor: { kind: "api-key", keyId: "key_1" },
            resourceId,
            details: { id: "x" },
          },
        ]);
      });

      it("is not there when what it tells of was undone", async () => {
        const resourceId = freshId("resource");
        const failing = store.transaction(async ({ auditLogs }) => {
          await auditLogs.append({
            type: "t",
            actor: session("u"),
            resourceId,
            details: {},
          });
          throw new Error("changed its mind");
        });
        await expect(failing).rejects.toThrow();
        expect(await find({ limit: 1, resourceIds: [resourceId] })).toEqual([]);
      });

      it("is found by each filter and by all of them together", async () => {
        const projectId = await project();
        const actor = session(freshId("user"));
        const early = await append({ projectId, actor, type: "a" });
        clock.advance(10_000);
        const late = await append({ projectId, actor, type: "b" });
        const now = clock.now() / 1000;
        const ids = async (query: Omit<Parameters<typeof find>[0], "limit">) =>
          (await find({ limit: 100, projectIds: [projectId], ...query })).map((log) => log.resourceId);
        expect(await ids({})).toEqual([late, early]);
        expect(await ids({ types: ["a"] })).toEqual([early]);
        expect(await ids({ from: now })).toEqual([late]);
        expect(await ids({ to: now - 1 })).toEqual([early]);
        expect(await ids({ actorIds: [actor.kind === "session" ? actor.userId : ""] })).toHaveLength(2);
        expect(await ids({ actorIds: ["user-none"] })).toEqual([]);
        expect(await ids({ resourceIds: [early], types: ["b"] })).toEqual([]);
      });

      it("is walked in both directions", async () => {
        const projectId = await project();
        const made = [];
        for (let n = 0; n < 5; n++) made.push(await append({ projectId }));
        const newestFirst = made.toReversed();
        const filter = { limit: 2, projectIds: [projectId] };
        const first = await store.auditLogs.list(filter);
        const second = await store.auditLogs.list({ ...filter, after: first.data[1]!.id });
        const back = await store.auditLogs.list({ ...filter, before: second.data[0]!.id });
        expect(second.data.map((log) => log.resourceId)).toEqual(newestFirst.slice(2, 4));
        expect([first.hasMore, second.hasMore, back.hasMore]).toEqual([true, true, false]);
        expect(back.data).toEqual(first.data);
        await expect(store.auditLogs.list({ limit: 1, after: "no" })).rejects.toMatchObject({
          code: "cursor-not-found",
        });
      });
    });

    describe("about buckets", () => {
      const take = (bucket: string, need: number, want = need) =>
        store.limitBuckets.take([{ bucket, need, want }]);

      it("lets a minute's worth go at once, and then what refills", async () => {
        const bucket = freshId("bucket");
        expect((await take(bucket, bucketWindow)).granted).toEqual([bucketWindow]);
        expect((await take(bucket, 1)).granted).toBeUndefined();
        clock.advance(1_000);
        expect((await take(bucket, 1_000_001)).granted).toBeUndefined();
        expect((await take(bucket, 1_000_000)).granted).toEqual([1_000_000]);
      });

      it("gives as much of what is wanted as there is", async () => {
        const bucket = freshId("bucket");
        await take(bucket, bucketWindow - 10);
        expect((await take(bucket, 5, 100)).granted).toEqual([10]);
        await store.limitBuckets.giveBack(bucket, 4);
        expect((await take(bucket, 5)).granted).toBeUndefined();
        expect((await take(bucket, 4)).granted).toEqual([4]);
      });

      it("takes from all of several buckets, or from none", async () => {
        const [full, empty] = [freshId("bucket"), freshId("bucket")];
        await take(empty, bucketWindow);
        const both = [full, empty].map((bucket) => ({ bucket, need: 1, want: 1 }));
        const answer = await store.limitBuckets.take(both);
        expect(answer).toEqual({
          granted: undefined,
          fullAt: [clock.now() * 1000, clock.now() * 1000 + bucketWindow],
        });
        expect((await take(full, bucketWindow)).granted).toEqual([bucketWindow]);
      });

      it("never gives several servers more than there is", async () => {
        const bucket = freshId("bucket");
        const other = await subject().open({ clock });
        const step = bucketWindow / 20;
        const takes = Array.from({ length: 60 }, (_, n) =>
          (n % 2 === 0 ? store : other).limitBuckets.take([{ bucket, need: step, want: step }]),
        );
        const granted = (await Promise.all(takes)).filter((answer) => answer.granted !== undefined);
        expect(granted).toHaveLength(20);
        await other.close();
      });

      it("locks nobody out when the clock is set back", async () => {
        const bucket = freshId("bucket");
        clock.advance(86_400_000);
        await take(bucket, bucketWindow);
        clock.advance(-86_400_000);
        expect((await take(bucket, bucketWindow)).granted).toEqual([bucketWindow]);
        clock.advance(60_000);
        expect((await take(bucket, bucketWindow)).granted).toEqual([bucketWindow]);
      });
    });
  });
}
