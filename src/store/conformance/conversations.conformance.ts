import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Conversation, Store } from "../index.ts";
import { freshId, message } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

export function conversationsConformance(subject: () => Subject): void {
  describe("conversations", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const conversation = (changes: Partial<Conversation> = {}): Conversation => ({
      id: freshId("conv"),
      projectId: "proj_default",
      createdAt: 1_750_000_000,
      metadata: {},
      ...changes,
    });
    const items = (count: number, prefix = "msg") =>
      Array.from({ length: count }, (_, n) => message(`${prefix}_${n}`, `text ${n}`));

    it("come back as they went in, with the items they began with", async () => {
      const made = conversation({ metadata: { topic: "\u0000" } });
      const first = items(3, made.id);
      await store.conversations.create(made, first);
      expect(await store.conversations.get(made.projectId, made.id)).toEqual(made);
      const contents = await store.conversations.items.all(made.projectId, made.id);
      expect(contents).toEqual({ kind: "resolved", items: first });
      expect(await store.findItem(made.projectId, first[1]!.id)).toEqual(first[1]);
    });

    it("are invisible to another project in every method", async () => {
      const { id } = conversation();
      await store.conversations.create(conversation({ id }), [message("secret", "")]);
      const other = freshId("proj");
      const { conversations } = store;
      expect(await conversations.get(other, id)).toBeUndefined();
      expect(await conversations.updateMetadata(other, id, {})).toBeUndefined();
      expect(await conversations.items.append(other, id, items(1))).toBe(false);
      expect(await conversations.items.get(other, id, "secret")).toBeUndefined();
      expect(await conversations.items.delete(other, id, "secret")).toBe(false);
      expect(await conversations.items.list(other, id, { limit: 1, order: "asc" })).toBeUndefined();
      expect(await conversations.items.all(other, id)).toEqual({ kind: "missing" });
      expect(await conversations.delete(other, id)).toBe(false);
      expect(await store.findItem(other, "secret")).toBeUndefined();
      expect(await conversations.items.get("proj_default", id, "secret")).toBeDefined();
    });

    it("keep or replace their metadata", async () => {
      const { id, projectId } = conversation();
      await store.conversations.create(conversation({ id, projectId, metadata: { a: "1", b: "2" } }));
      expect((await store.conversations.updateMetadata(projectId, id, { c: "3" }))?.metadata).toEqual({
        c: "3",
      });
      expect((await store.conversations.get(projectId, id))?.metadata).toEqual({ c: "3" });
    });

    it("refuse an item id that they hold already, and the whole call with it", async () => {
      const { id, projectId } = conversation();
      await store.conversations.create(conversation({ id, projectId }), [message("a", "")]);
      const again = store.conversations.items.append(projectId, id, [message("b", ""), message("a", "")]);
      await expect(again).rejects.toMatchObject({ code: "conflict" });
      const contents = await store.conversations.items.all(projectId, id);
      expect(contents).toEqual({ kind: "resolved", items: [message("a", "")] });
    });

    it("list every item exactly once for any order and page size", async () => {
      const property = fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 1, max: 5 }),
        async (batches, order, limit) => {
          const { id, projectId } = conversation();
          await store.conversations.create(conversation({ id, projectId }));
          const expected: string[] = [];
          for (const [index, count] of batches.entries()) {
            const batch = items(count, `batch${index}`);
            await store.conversations.items.append(projectId, id, batch);
            expected.push(...batch.map((item) => item.id));
          }
          const walked = await walkPages(
            async (after) => (await store.conversations.items.list(projectId, id, { order, limit, after }))!,
            (item) => item.id,
          );
          expect(walked).toEqual(order === "asc" ? expected : expected.reverse());
        },
      );
      await fc.assert(property, { numRuns: 20 });
    });

    it("lose single items, and can be walked on after one that is gone", async () => {
      const { id, projectId } = conversation();
      await store.conversations.create(conversation({ id, projectId }), items(4));
      expect(await store.conversations.items.delete(projectId, id, "msg_1")).toBe(true);
      expect(await store.conversations.items.delete(projectId, id, "msg_1")).toBe(false);
      expect(await store.conversations.items.get(projectId, id, "msg_1")).toBeUndefined();
      const list = async (order: "asc" | "desc", after: string) => {
        const page = await store.conversations.items.list(projectId, id, { limit: 9, order, after });
        return page!.data.map((item) => item.id);
      };
      expect(await list("asc", "msg_1")).toEqual(["msg_2", "msg_3"]);
      expect(await list("desc", "msg_1")).toEqual(["msg_0"]);
      await expect(list("asc", "msg_9")).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("refuse to be read whole when they are larger than allowed, until items go", async () => {
      const { id, projectId } = conversation();
      const [small, large] = [message("small", ""), message("large", "é".repeat(1_000))];
      await store.conversations.create(conversation({ id, projectId }), [small, large]);
      const bytes = Buffer.byteLength(JSON.stringify(small) + JSON.stringify(large));
      const read = (maximum: number) => store.conversations.items.all(projectId, id, maximum);
      expect(await read(bytes)).toMatchObject({ kind: "resolved" });
      expect(await read(bytes - 1)).toEqual({ kind: "too-large" });
      await store.conversations.items.delete(projectId, id, "large");
      expect(await read(bytes - 1)).toEqual({ kind: "resolved", items: [small] });
    });

    it("take their items with them when they are deleted", async () => {
      const { id, projectId } = conversation();
      const itemId = freshId("msg");
      await store.conversations.create(conversation({ id, projectId }), [message(itemId, "")]);
      expect(await store.conversations.delete(projectId, id)).toBe(true);
      expect(await store.conversations.delete(projectId, id)).toBe(false);
      expect(await store.conversations.items.append(projectId, id, items(1))).toBe(false);
      expect(await store.findItem(projectId, itemId)).toBeUndefined();
    });

    it("keep what several servers append at once, each call's items together", async () => {
      const { id, projectId } = conversation();
      await store.conversations.create(conversation({ id, projectId }));
      const other = await subject().open();
      const calls = Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? store : other).conversations.items.append(projectId, id, items(3, `call${n}`)),
      );
      expect(await Promise.all(calls)).toEqual(calls.map(() => true));
      await other.close();
      const contents = await store.conversations.items.all(projectId, id);
      if (contents.kind !== "resolved") throw new Error(contents.kind);
      const prefixes = contents.items.map((item) => item.id.split("_")[0]);
      expect(prefixes).toHaveLength(60);
      for (let n = 0; n < 60; n += 3) expect(new Set(prefixes.slice(n, n + 3)).size).toBe(1);
      expect(new Set(contents.items.map((item) => item.id)).size).toBe(60);
    });
  });
}
