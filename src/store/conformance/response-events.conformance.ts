import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../index.ts";
import { response } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

export function responseEventsConformance(subject: () => Subject): void {
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
}
