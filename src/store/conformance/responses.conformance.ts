import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item, Store } from "../index.ts";
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

  describe("response events", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    it("are read in order from any point, a page at a time", async () => {
      const { id, projectId } = response();
      await store.responses.create(response({ id, projectId }));
      const events = Array.from({ length: 1_100 }, (_, n) => ({ sequenceNumber: n, event: { n } }));
      expect(await store.responseEvents.lastSequenceNumber(id)).toBeUndefined();
      await store.responseEvents.append(id, events.slice(0, 3));
      await store.responseEvents.append(id, events.slice(3));
      await store.responseEvents.append(id, []);
      expect(await store.responseEvents.lastSequenceNumber(id)).toBe(1_099);
      expect(await store.responseEvents.read(projectId, id, { limit: 5 })).toEqual(events.slice(0, 5));
      expect(await store.responseEvents.read(projectId, id, { limit: 5, startingAfter: 2 })).toEqual(
        events.slice(3, 8),
      );
      expect(await store.responseEvents.read(projectId, id, { limit: 5, startingAfter: 1_099 })).toEqual([]);
    });

    it("refuse a sequence number that is taken, and the whole call with it", async () => {
      const { id, projectId } = response();
      await store.responses.create(response({ id, projectId }));
      await store.responseEvents.append(id, [{ sequenceNumber: 1, event: { first: true } }]);
      const again = [0, 1].map((sequenceNumber) => ({ sequenceNumber, event: {} }));
      await expect(store.responseEvents.append(id, again)).rejects.toMatchObject({ code: "conflict" });
      expect(await store.responseEvents.read(projectId, id, { limit: 9 })).toEqual([
        { sequenceNumber: 1, event: { first: true } },
      ]);
    });
  });

  describe("a chain of responses", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    /** A chain whose n-th response holds items of its own, oldest first. */
    async function chain(length: number, status = "completed" as const) {
      const projectId = freshId("proj");
      const ids: string[] = [];
      const items: Item[] = [];
      for (let n = 0; n < length; n++) {
        const call = { id: `fc_${n}`, type: "function_call", call_id: `call_${n}`, arguments: "{}" };
        const result = { id: `fco_${n}`, type: "function_call_output", call_id: `call_${n - 1}` };
        const input = [message(`in_${n}`, "x"), result];
        const output = [message(`out_${n}`, "y"), call];
        const made = response({ projectId, status, previousResponseId: ids.at(-1), input, output });
        await store.responses.create(made);
        ids.push(made.id);
        items.push(...input, ...output);
      }
      return { projectId, ids, items };
    }

    it("gives all items in the order they were said, tool calls and their outputs included", async () => {
      const { projectId, ids, items } = await chain(4);
      expect(await store.responses.chain(projectId, ids[3]!)).toEqual({
        kind: "resolved",
        responses: ids.map((id) => ({ id, status: "completed" })),
        items,
      });
      const upToSecond = await store.responses.chain(projectId, ids[1]!);
      expect(upToSecond).toMatchObject({ items: items.slice(0, 8) });
    });

    it("names the ancestor that was deleted", async () => {
      const { projectId, ids } = await chain(4);
      await store.responses.delete(projectId, ids[1]!);
      expect(await store.responses.chain(projectId, ids[3]!)).toEqual({
        kind: "missing",
        responseId: ids[1],
      });
      expect(await store.responses.chain(projectId, ids[0]!)).toMatchObject({ kind: "resolved" });
    });

    it("does not reach into another project", async () => {
      const { ids } = await chain(1);
      const stranger = response({ projectId: freshId("proj"), previousResponseId: ids[0] });
      await store.responses.create(stranger);
      expect(await store.responses.chain(stranger.projectId, stranger.id)).toEqual({
        kind: "missing",
        responseId: ids[0],
      });
    });

    it("is refused when it is longer or larger than allowed", async () => {
      const { projectId, ids, items } = await chain(3);
      const bytes = Buffer.byteLength(items.map((item) => JSON.stringify(item)).join(""));
      const limits = { maximumResponses: 3, maximumBytes: bytes };
      const tip = ids[2]!;
      expect(await store.responses.chain(projectId, tip, limits)).toMatchObject({ kind: "resolved" });
      for (const tighter of [{ maximumResponses: 2 }, { maximumBytes: bytes - 1 }]) {
        expect(await store.responses.chain(projectId, tip, { ...limits, ...tighter })).toEqual({
          kind: "too-large",
        });
      }
    });

    it("counts the output that replaced another one", async () => {
      const { projectId, ids } = await chain(1);
      const change = { status: "completed", body: {}, output: [message("m", "x".repeat(5_000))] } as const;
      await store.responses.update(projectId, ids[0]!, change, ["completed"]);
      const limits = { maximumResponses: 9, maximumBytes: 5_000 };
      expect(await store.responses.chain(projectId, ids[0]!, limits)).toEqual({ kind: "too-large" });
    });

    it("ends where it runs in a circle", async () => {
      const [first, second] = [freshId("resp"), freshId("resp")];
      await store.responses.create(response({ id: first, previousResponseId: second }));
      await store.responses.create(response({ id: second, previousResponseId: first }));
      expect(await store.responses.chain("proj_default", first)).toEqual({ kind: "too-large" });
    });

    it("resolves a thousand turns", async () => {
      const projectId = freshId("proj");
      let tip: string | undefined;
      await store.transaction(async ({ responses }) => {
        for (let n = 0; n < 1_000; n++) {
          const next = response({ projectId, previousResponseId: tip, input: [message(`m${n}`, "")] });
          await responses.create(next);
          tip = next.id;
        }
      });
      const resolved = await store.responses.chain(projectId, tip!);
      if (resolved.kind !== "resolved") throw new Error(resolved.kind);
      expect(resolved.items.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 }, (_, n) => `m${n}`));
    });
  });
}
