import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store, Upload, WrittenBlob } from "../index.ts";
import { begunBlob, fateOf } from "../testing/begun-blob.ts";
import { file, freshId, upload } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";

const limits = { maximumBytes: 100, maximumParts: 4 };

export function uploadsConformance(subject: () => Subject): void {
  describe("uploads", () => {
    const clock = manualClock();
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    const begun = async () => {
      const made = upload({ expiresAt: clock.now() + 3_600_000 });
      await store.uploads.create(made);
      return made;
    };
    const addPart = async (to: Upload, bytes = 3) => {
      const part = { id: freshId("part"), uploadId: to.id, createdAt: 1 };
      const blob = await begunBlob(store, bytes);
      return { part, blob, addition: await store.uploads.addPart(part, blob, limits) };
    };

    it("become a file of the parts that were named, in their order; the others go", async () => {
      const made = await begun();
      const [second, unused, first] = [await addPart(made), await addPart(made), await addPart(made)];
      const ids = [first.part.id, second.part.id];
      const blobs = await store.uploads.partBlobs(made.id, [...ids, "part_nothing"]);
      expect(blobs).toEqual([first.blob, second.blob, undefined]);
      const whole = file({ bytes: 6 });
      expect(await store.uploads.complete(made.id, whole, blobs.slice(0, 2) as WrittenBlob[])).toBe(true);
      expect(await store.uploads.get(made.projectId, made.id)).toEqual({
        ...made,
        status: "completed",
        fileId: whole.id,
      });
      expect(await store.files.blobs(whole.id)).toEqual([first.blob, second.blob]);
      expect(await fateOf(store, unused.blob)).toBe("condemned");
      expect((await addPart(made)).addition).toBe("not-pending");
      expect(await store.uploads.cancel(made.id)).toBe(false);
      expect(await store.uploads.complete(made.id, file(), [])).toBe(false);
    });

    it("belong to their project", async () => {
      const made = await begun();
      expect(await store.uploads.get(freshId("proj"), made.id)).toBeUndefined();
    });

    it("take only so many parts and bytes", async () => {
      const made = await begun();
      expect((await addPart(made, 100)).addition).toBe("added");
      expect((await addPart(made, 1)).addition).toBe("too-many-bytes");
      const other = await begun();
      const additions = [];
      for (let n = 0; n < 5; n++) additions.push((await addPart(other)).addition);
      expect(additions).toEqual(["added", "added", "added", "added", "too-many-parts"]);
    });

    it("that are cancelled or come to their time let their parts go", async () => {
      const [cancelled, expired] = [await begun(), await begun()];
      const [left, right] = [await addPart(cancelled), await addPart(expired)];
      expect(await store.uploads.cancel(cancelled.id)).toBe(true);
      expect(await fateOf(store, left.blob)).toBe("condemned");
      clock.advance(3_600_000);
      expect(await store.uploads.get(expired.projectId, expired.id)).toMatchObject({ status: "expired" });
      expect((await addPart(expired)).addition).toBe("not-pending");
      await store.sweep();
      expect(await fateOf(store, right.blob)).toBe("condemned");
      expect(await store.uploads.get(cancelled.projectId, cancelled.id)).toMatchObject({
        status: "cancelled",
      });
      clock.advance(31 * 24 * 3_600_000);
      await store.sweep();
      expect(await store.uploads.get(cancelled.projectId, cancelled.id)).toBeUndefined();
    });
  });
}
