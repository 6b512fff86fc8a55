import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Preset, Store } from "../index.ts";
import { freshId } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

export function presetsConformance(subject: () => Subject): void {
  describe("presets", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const preset = (changes: Partial<Preset> = {}): Preset => ({
      id: freshId("preset"),
      projectId: freshId("proj"),
      name: "Log reader",
      createdAt: 1_750_000_000,
      updatedAt: 1_750_000_000,
      content: { settings: { instructions: "\u0000 Answer only from the log." } },
      ...changes,
    });

    it("come back as they went in, the newest first", async () => {
      const first = preset();
      const second = preset({ projectId: first.projectId, name: "Another" });
      expect(await store.presets.create(first, 10)).toBe(true);
      expect(await store.presets.create(second, 10)).toBe(true);
      expect(await store.presets.get(first.projectId, first.id)).toEqual(first);
      expect(await store.presets.list(first.projectId)).toEqual([second, first]);
    });

    it("are no more than a project may have", async () => {
      const { projectId } = preset();
      for (const made of [true, true, false]) {
        expect(await store.presets.create(preset({ projectId }), 2)).toBe(made);
      }
      expect(await store.presets.list(projectId)).toHaveLength(2);
      expect(await store.presets.create(preset(), 2)).toBe(true);
    });

    it("change as a whole", async () => {
      const made = preset();
      await store.presets.create(made, 10);
      const change = { name: "New", updatedAt: 1_750_000_009, content: { a: 1 } };
      expect(await store.presets.update(made.projectId, made.id, change)).toEqual({ ...made, ...change });
      expect(await store.presets.get(made.projectId, made.id)).toEqual({ ...made, ...change });
    });

    it("are invisible to another project in every method", async () => {
      const made = preset();
      await store.presets.create(made, 10);
      const other = freshId("proj");
      const change = { name: "", updatedAt: 0, content: {} };
      expect(await store.presets.get(other, made.id)).toBeUndefined();
      expect(await store.presets.update(other, made.id, change)).toBeUndefined();
      expect(await store.presets.delete(other, made.id)).toBe(false);
      expect(await store.presets.list(other)).toEqual([]);
      expect(await store.presets.delete(made.projectId, made.id)).toBe(true);
      expect(await store.presets.get(made.projectId, made.id)).toBeUndefined();
    });
  });
}
