import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store, StoredCompletionQuery } from "../index.ts";
import { completion, freshId } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

export function completionsConformance(subject: () => Subject): void {
  describe("stored completions", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const idsOf = async (projectId: string, query: Partial<StoredCompletionQuery> = {}) => {
      const page = await store.completions.list(projectId, { limit: 100, order: "asc", ...query });
      return page.data.map(({ id }) => id);
    };

    it("come back as they went in, whatever characters they hold", async () => {
      const text = 'NUL \u0000, a lone \ud800, "quotes", emoji 🦙, \u2028';
      const { messages, ...stored } = completion({
        request: { b: 1, a: { __proto__: null, text }, z: [1.5, null, true] },
        response: { text },
        metadata: { [text]: text, "": "" },
        messages: [{ role: "user", content: text }],
      });
      await store.completions.create({ ...stored, messages });
      const read = await store.completions.get(stored.projectId, stored.id);
      expect(read).toEqual(stored);
      expect(Object.keys(read!.request)).toEqual(["b", "a", "z"]);
      const found = await store.completions.messages(stored.projectId, stored.id, { limit: 5, order: "asc" });
      expect(found).toEqual({ data: [{ position: 0, message: messages[0] }], hasMore: false });
      expect(await idsOf(stored.projectId, { metadata: { [text]: text } })).toEqual([stored.id]);
    });

    it("are refused where the id is taken, and leave the first as it was", async () => {
      const first = completion({ messages: [{ n: 1 }] });
      await store.completions.create(first);
      const again = store.completions.create({ ...first, model: "other", messages: [{ n: 2 }, { n: 3 }] });
      await expect(again).rejects.toMatchObject({ name: "StoreError", code: "conflict" });
      expect((await store.completions.get(first.projectId, first.id))?.model).toBe(first.model);
      const { data } = (await store.completions.messages(first.projectId, first.id, {
        limit: 9,
        order: "asc",
      }))!;
      expect(data.map(({ message }) => message)).toEqual([{ n: 1 }]);
    });

    it("are invisible to another project in every method", async () => {
      const { id, projectId } = completion();
      await store.completions.create(completion({ id, projectId }));
      const other = freshId("proj");
      const page = { limit: 1, order: "asc" } as const;
      expect(await store.completions.get(other, id)).toBeUndefined();
      expect(await store.completions.messages(other, id, page)).toBeUndefined();
      expect(await store.completions.updateMetadata(other, id, { a: "b" })).toBeUndefined();
      expect(await store.completions.delete(other, id)).toBe(false);
      expect(await idsOf(other)).toEqual([]);
      await expect(idsOf(other, { after: id })).rejects.toMatchObject({ code: "cursor-not-found" });
      expect(await store.completions.get(projectId, id)).toBeDefined();
    });

    it("are filtered by model and by every metadata pair, exactly", async () => {
      const projectId = freshId("proj");
      const make = async (model: string, metadata: Record<string, string>) => {
        const made = completion({ projectId, model, metadata });
        await store.completions.create(made);
        return made.id;
      };
      const both = await make("a", { run: "1", user: "x" });
      const run = await make("b", { run: "1" });
      await make("a", { run: "10" });
      await make("a", { user: "1" });
      expect(await idsOf(projectId, { metadata: { run: "1" } })).toEqual([both, run]);
      expect(await idsOf(projectId, { metadata: { run: "1", user: "x" } })).toEqual([both]);
      expect(await idsOf(projectId, { metadata: { run: "1" }, model: "b" })).toEqual([run]);
      expect(await idsOf(projectId, { metadata: { run: "%" } })).toEqual([]);
    });

    it("are filtered by the time of their creation, both ends left out", async () => {
      const projectId = freshId("proj");
      const ids: string[] = [];
      for (const createdAt of [10, 20, 30, 40]) {
        const made = completion({ projectId, createdAt });
        await store.completions.create(made);
        ids.push(made.id);
      }
      expect(await idsOf(projectId, { createdAfter: 10 })).toEqual(ids.slice(1));
      expect(await idsOf(projectId, { createdBefore: 40, createdAfter: 20 })).toEqual([ids[2]]);
    });

    it("are found under their new metadata and no longer under the old", async () => {
      const projectId = freshId("proj");
      const made = completion({ projectId, metadata: { old: "1" } });
      await store.completions.create(made);
      const updated = await store.completions.updateMetadata(projectId, made.id, { new: "2" });
      expect(updated?.metadata).toEqual({ new: "2" });
      expect(await store.completions.get(projectId, made.id)).toEqual(updated);
      expect(await idsOf(projectId, { metadata: { old: "1" } })).toEqual([]);
      expect(await idsOf(projectId, { metadata: { new: "2" } })).toEqual([made.id]);
    });

    it("list every row exactly once, sorted by creation, for any order, page size and filter", async () => {
      const shape = fc.record({ second: fc.integer({ min: 0, max: 3 }), tagged: fc.boolean() });
      const property = fc.asyncProperty(
        fc.array(shape, { maxLength: 12 }),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (shapes, order, limit, onlyTagged) => {
          const projectId = freshId("proj");
          const expected: { id: string; second: number }[] = [];
          for (const { second, tagged } of shapes) {
            const made = completion({ projectId, createdAt: second, metadata: tagged ? { tag: "yes" } : {} });
            await store.completions.create(made);
            if (tagged || !onlyTagged) expected.push({ id: made.id, second });
          }
          expected.sort((left, right) => left.second - right.second);
          if (order === "desc") expected.reverse();
          const metadata = onlyTagged ? { tag: "yes" } : undefined;
          const walked = await walkPages(
            (after) => store.completions.list(projectId, { order, limit, after, metadata }),
            ({ id }) => id,
          );
          expect(walked).toEqual(expected.map(({ id }) => id));
        },
      );
      await fc.assert(property, { numRuns: 25 });
    });

    it("can be deleted while their list is walked, without a row left over", async () => {
      const projectId = freshId("proj");
      for (let n = 0; n < 7; n++) await store.completions.create(completion({ projectId }));
      let seen = 0;
      await walkPages(
        async (after) => {
          const page = await store.completions.list(projectId, { limit: 2, order: "asc", after });
          for (const { id } of page.data) expect(await store.completions.delete(projectId, id)).toBe(true);
          seen += page.data.length;
          return page;
        },
        ({ id }) => id,
      );
      expect(seen).toBe(7);
      expect(await idsOf(projectId)).toEqual([]);
    });

    it("refuse to go on after an id that never was", async () => {
      await expect(idsOf("proj_default", { after: "chatcmpl_never" })).rejects.toMatchObject({
        code: "cursor-not-found",
      });
    });

    it("page through their messages in both directions", async () => {
      const messages = Array.from({ length: 1_203 }, (_, n) => ({ n }));
      const { id, projectId } = completion();
      await store.completions.create(completion({ id, projectId, messages }));
      const read = async (order: "asc" | "desc", after?: number) => {
        const page = await store.completions.messages(projectId, id, { limit: 2, order, after });
        return { positions: page!.data.map(({ message }) => message.n), hasMore: page!.hasMore };
      };
      expect(await read("asc")).toEqual({ positions: [0, 1], hasMore: true });
      expect(await read("asc", 1_200)).toEqual({ positions: [1_201, 1_202], hasMore: false });
      expect(await read("asc", 1_202)).toEqual({ positions: [], hasMore: false });
      expect(await read("desc")).toEqual({ positions: [1_202, 1_201], hasMore: true });
      expect(await read("desc", 1)).toEqual({ positions: [0], hasMore: false });
    });
  });
}
