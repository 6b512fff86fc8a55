import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../index.ts";
import { begunBlob, fateOf } from "../testing/begun-blob.ts";
import { file, freshId } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

export function filesConformance(subject: () => Subject): void {
  describe("files", () => {
    const clock = manualClock();
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    const stored = async (changes: Parameters<typeof file>[0] = {}) => {
      const blob = await begunBlob(store);
      const made = file(changes);
      await store.files.create(made, [blob]);
      return { made, blob };
    };

    it("come back as they were stored, with their blobs in order, and to their project alone", async () => {
      const blobs = [await begunBlob(store, 5), await begunBlob(store, 7)].reverse();
      const made = file({ bytes: 12, expiresAt: clock.now() + 1, purpose: "batch", filename: "ü.jsonl" });
      await store.files.create(made, blobs);
      expect(await store.files.get(made.projectId, made.id)).toEqual(made);
      expect(await store.files.blobs(made.id)).toEqual(blobs);
      expect(await store.files.get("proj_other", made.id)).toBeUndefined();
      expect(await store.files.delete("proj_other", made.id)).toBe(false);
      expect(await store.files.hold("proj_other", made.id, "job")).toBeUndefined();
      for (const blob of blobs) expect(await fateOf(store, blob)).toBe("wanted");
    });

    it("are not made of blobs that were swept", async () => {
      const blob = await begunBlob(store);
      clock.advance(60_000);
      expect(await fateOf(store, blob)).toBe("condemned");
      const made = file();
      await expect(store.files.create(made, [blob])).rejects.toMatchObject({ code: "busy" });
      expect(await store.files.get(made.projectId, made.id)).toBeUndefined();
    });

    it("keep blobs that their writer gives up for lack of an answer, and no others", async () => {
      const { blob } = await stored();
      const unused = await begunBlob(store);
      expect(await store.blobs.abandon([blob.key, unused.key])).toEqual([unused.key]);
      expect(await fateOf(store, blob)).toBe("wanted");
      expect(await fateOf(store, unused)).toBe("condemned");
    });

    it("that are deleted are gone with their blobs", async () => {
      const { made, blob } = await stored();
      expect(await store.files.delete(made.projectId, made.id)).toBe(true);
      expect(await store.files.delete(made.projectId, made.id)).toBe(false);
      expect(await store.files.get(made.projectId, made.id)).toBeUndefined();
      expect(await fateOf(store, blob)).toBe("condemned");
      await store.blobs.forget(blob.key);
      expect(await fateOf(store, blob)).toBe("other");
    });

    it("that are deleted while held are gone for clients, and kept for their holders to the last", async () => {
      const { made, blob } = await stored();
      const [first, second] = [freshId("batch"), freshId("batch")];
      expect(await store.files.hold(made.projectId, made.id, first)).toEqual(made);
      await store.files.hold(made.projectId, made.id, first);
      await store.files.hold(made.projectId, made.id, second);
      expect(await store.files.delete(made.projectId, made.id)).toBe(true);
      expect(await store.files.get(made.projectId, made.id)).toBeUndefined();
      expect(await store.files.delete(made.projectId, made.id)).toBe(false);
      expect(await store.files.hold(made.projectId, made.id, freshId("batch"))).toBeUndefined();
      await store.files.release(first);
      await store.sweep();
      expect(await store.files.held(made.id, first)).toBeUndefined();
      expect(await store.files.held(made.id, second)).toEqual(made);
      expect(await store.files.blobs(made.id)).toEqual([blob]);
      await store.files.release(second);
      expect(await store.files.held(made.id, second)).toBeUndefined();
      expect(await fateOf(store, blob)).toBe("condemned");
    });

    it("that are released but not deleted stay", async () => {
      const { made, blob } = await stored();
      const holder = freshId("batch");
      await store.files.hold(made.projectId, made.id, holder);
      await store.files.release(holder);
      expect(await store.files.get(made.projectId, made.id)).toEqual(made);
      expect(await fateOf(store, blob)).toBe("wanted");
    });

    it("expire at their time, and their content when nobody holds them", async () => {
      const expiresAt = clock.now() + 1_000;
      const [free, held] = [await stored({ expiresAt }), await stored({ expiresAt })];
      const holder = freshId("batch");
      await store.files.hold(held.made.projectId, held.made.id, holder);
      clock.advance(1_000);
      expect(await store.files.get(free.made.projectId, free.made.id)).toBeUndefined();
      expect(await store.files.hold(free.made.projectId, free.made.id, holder)).toBeUndefined();
      await store.sweep();
      expect(await fateOf(store, free.blob)).toBe("condemned");
      expect(await fateOf(store, held.blob)).toBe("wanted");
      await store.files.release(holder);
      expect(await fateOf(store, held.blob)).toBe("condemned");
    });

    it("are listed by purpose in either order, also while they are deleted", async () => {
      const projectId = freshId("proj");
      const ids: string[] = [];
      for (const n of [1, 2, 3, 4, 5]) {
        const { made } = await stored({
          projectId,
          createdAt: 1_750_000_000 + Math.floor(n / 2),
          purpose: n === 3 ? "evals" : "vision",
        });
        ids.push(made.id);
      }
      const page = (order: "asc" | "desc", purpose?: string) => (after: string | undefined) =>
        store.files.list(projectId, { limit: 2, order, after, purpose });
      const idOf = ({ id }: { id: string }) => id;
      expect(await walkPages(page("asc"), idOf)).toEqual(ids);
      expect(await walkPages(page("desc"), idOf)).toEqual([...ids].reverse());
      expect(await walkPages(page("asc", "vision"), idOf)).toEqual(ids.filter((_, n) => n !== 2));
      const seen: string[] = [];
      await walkPages(page("asc"), (made) => {
        seen.push(made.id);
        return made.id;
      });
      for (const id of ids.slice(0, 2)) await store.files.delete(projectId, id);
      expect((await page("asc")(ids[1])).data.map(idOf)).toEqual([ids[2], ids[3]]);
      await expect(page("asc")("file_nothing")).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("are deleted or held, never both by half, by two who come at once", async () => {
      for (let round = 0; round < 8; round++) {
        const { made, blob } = await stored();
        const holder = freshId("batch");
        const [held] = await Promise.all([
          store.files.hold(made.projectId, made.id, holder),
          store.files.delete(made.projectId, made.id),
        ]);
        expect(await fateOf(store, blob)).toBe(held ? "wanted" : "condemned");
        await store.files.release(holder);
        expect(await fateOf(store, blob)).toBe("condemned");
      }
    });
  });
}
