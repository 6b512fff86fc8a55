import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../index.ts";
import { freshId, message, response } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

export function responsesConformance(subject: () => Subject): void {
  describe("responses", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    it("come back as they went in", async () => {
      const { input, ...stored } = response({
        background: true,
        previousResponseId: "resp_before",
        conversationId: "conv_1",
        body: { id: "x", output: [], metadata: { "\u0000": "\ud800" } },
        output: [message("msg_1", "one\u0000"), message("msg_2", "two")],
      });
      await store.responses.create({ ...stored, input: [...input, message("in_1", "question")] });
      expect(await store.responses.get(stored.projectId, stored.id)).toEqual(stored);
    });

    it("are invisible to another project in every method", async () => {
      const { id } = response();
      await store.responses.create(response({ id, input: [message("item_a", "a")] }));
      await store.responseEvents.append(id, [{ sequenceNumber: 0, event: {} }]);
      const other = freshId("proj");
      expect(await store.responses.get(other, id)).toBeUndefined();
      expect(await store.responses.inputItems(other, id, { limit: 1, order: "asc" })).toBeUndefined();
      const change = { status: "failed", body: {} } as const;
      expect(await store.responses.update(other, id, change, ["completed"])).toBe(false);
      expect(await store.responses.delete(other, id)).toBe(false);
      expect(await store.responses.chain(other, id)).toEqual({ kind: "missing", responseId: id });
      expect(await store.responseEvents.read(other, id, { limit: 9 })).toEqual([]);
      expect(await store.findItem(other, "item_a")).toBeUndefined();
      expect(await store.responses.get("proj_default", id)).toBeDefined();
    });

    it("are not found under an id with a NUL in it", async () => {
      expect(await store.responses.get("proj_default", "resp_\u0000")).toBeUndefined();
      expect(await store.responses.delete("proj_default", "resp_\u0000")).toBe(false);
    });

    it("move on only from the states that are named, replacing the output", async () => {
      const { id, projectId } = response();
      await store.responses.create(
        response({ id, projectId, status: "in_progress", output: [message("m0", "")] }),
      );
      const output = [message("m1", "all of it")];
      const done = { status: "completed", body: { n: 1 }, output } as const;
      expect(await store.responses.update(projectId, id, done, ["queued", "in_progress"])).toBe(true);
      const late = { status: "cancelled", body: { n: 2 }, output: [] } as const;
      expect(await store.responses.update(projectId, id, late, ["queued", "in_progress"])).toBe(false);
      expect(await store.responses.get(projectId, id)).toMatchObject({
        status: "completed",
        body: { n: 1 },
        output,
      });
      await store.responses.update(projectId, id, { status: "completed", body: { n: 3 } }, ["completed"]);
      expect(await store.responses.get(projectId, id)).toMatchObject({ body: { n: 3 }, output });
    });

    it("take their items and events with them when they are deleted", async () => {
      const { id, projectId } = response();
      await store.responses.create(response({ id, projectId, input: [message("gone_1", "")] }));
      await store.responseEvents.append(id, [{ sequenceNumber: 0, event: {} }]);
      expect(await store.responses.delete(projectId, id)).toBe(true);
      expect(await store.responses.delete(projectId, id)).toBe(false);
      expect(await store.findItem(projectId, "gone_1")).toBeUndefined();
      expect(await store.responseEvents.lastSequenceNumber(id)).toBeUndefined();
      const late = store.responseEvents.append(id, [{ sequenceNumber: 1, event: {} }]);
      await expect(late).rejects.toMatchObject({ code: "not-found" });
    });

    it("list their input items exactly once for any order and page size", async () => {
      const property = fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 1, max: 5 }),
        async (count, order, limit) => {
          const input = Array.from({ length: count }, (_, n) => message(`item_${n}`, ""));
          const { id, projectId } = response();
          await store.responses.create(response({ id, projectId, input, output: [message("item_0", "")] }));
          const walked = await walkPages(
            async (after) => (await store.responses.inputItems(projectId, id, { order, limit, after }))!,
            (item) => item.id,
          );
          const expected = input.map((item) => item.id);
          expect(walked).toEqual(order === "asc" ? expected : expected.reverse());
        },
      );
      await fc.assert(property, { numRuns: 20 });
    });

    it("end a walk over input items that share one id", async () => {
      const { id, projectId } = response();
      const input = Array.from({ length: 3 }, () => message("twin", ""));
      await store.responses.create(response({ id, projectId, input }));
      for (const order of ["asc", "desc"] as const) {
        const page = await store.responses.inputItems(projectId, id, { order, limit: 2, after: "twin" });
        expect(page).toEqual({ data: [], hasMore: false });
      }
    });

    it("give the newest item of an id that several hold", async () => {
      const itemId = freshId("msg");
      await store.responses.create(response({ createdAt: 2, output: [message(itemId, "newer")] }));
      await store.responses.create(response({ createdAt: 1, input: [message(itemId, "older")] }));
      expect(await store.findItem("proj_default", itemId)).toEqual(message(itemId, "newer"));
    });
  });
}
