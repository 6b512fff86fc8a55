import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchResult, Store } from "../index.ts";
import { batch, freshId } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

const result = (line: number, changes: Partial<BatchResult> = {}): BatchResult => ({
  line,
  text: `{"line":${line}}`,
  succeeded: true,
  usage: { inputTokens: 10, cachedTokens: 4, outputTokens: 3 },
  ...changes,
});

export function batchesConformance(subject: () => Subject): void {
  describe("batches", () => {
    const clock = manualClock();
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    /** A batch at work on so many lines. */
    const started = async (lines: number, model = freshId("model")) => {
      const made = batch({ projectId: freshId("proj") });
      await store.batches.create(made);
      const rows = Array.from({ length: lines }, (_, n) => ({
        line: n + 1,
        customId: `c${n + 1}`,
        request: "{}",
      }));
      await store.batches.lines.add(made.id, rows);
      const change = { status: "in_progress", model, total: lines, enqueuedTokens: 7 } as const;
      await store.batches.change(made.projectId, made.id, change, ["validating"]);
      return made;
    };

    it("come back as they were made, to their own project only", async () => {
      const made = batch({ metadata: { a: "b" }, outputExpiresAfter: 3600 });
      await store.batches.create(made);
      expect(await store.batches.get(made.projectId, made.id)).toMatchObject({
        ...made,
        status: "validating",
        model: undefined,
        errors: undefined,
        counts: { total: 0, completed: 0, failed: 0 },
        usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
      });
      expect(await store.batches.get(freshId("proj"), made.id)).toBeUndefined();
      await expect(store.batches.create(made)).rejects.toMatchObject({ code: "conflict" });
    });

    it("are listed newest first, a page at a time", async () => {
      const projectId = freshId("proj");
      const ids = Array.from({ length: 5 }, () => freshId("batch"));
      for (const id of ids) await store.batches.create(batch({ id, projectId }));
      const pages = (after: string | undefined) =>
        store.batches.list(projectId, { limit: 2, order: "desc", after });
      expect(await walkPages(pages, ({ id }) => id)).toEqual([...ids].reverse());
      await expect(pages("batch_nobody")).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("change their status from the states that are named only, and note the time", async () => {
      const { projectId, id } = await started(1);
      const errors = [{ code: "x", message: "y", param: null, line: 3 }];
      expect(await store.batches.change(projectId, id, { status: "failed" }, ["validating"])).toBeUndefined();
      const ended = await store.batches.change(projectId, id, { status: "failed", errors }, ["in_progress"]);
      expect(ended).toMatchObject({ status: "failed", errors, counts: { total: 1 } });
      expect(ended?.failedAt).toBe(Math.floor(clock.now() / 1000));
      expect(ended?.inProgressAt).toBeDefined();
    });

    it("take one result for each line, with its counts and its usage", async () => {
      const { projectId, id } = await started(3);
      await store.batches.lines.record(id, result(2));
      const usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
      const last = await store.batches.lines.record(id, result(1, { succeeded: false, usage }));
      expect(last?.counts).toEqual({ total: 3, completed: 1, failed: 1 });
      await expect(store.batches.lines.record(id, result(2))).rejects.toMatchObject({ code: "conflict" });
      expect(await store.batches.get(projectId, id)).toMatchObject({
        counts: { total: 3, completed: 1, failed: 1 },
        usage: { inputTokens: 10, cachedTokens: 4, outputTokens: 3 },
      });
      expect(await store.batches.lines.open(id, [3, 2, 1])).toEqual([
        { line: 3, customId: "c3", request: "{}" },
      ]);
      expect(await store.batches.lines.ended(id, 0, 2)).toEqual([
        { line: 1, customId: "c1", result: `{"line":1}`, succeeded: false },
        { line: 2, customId: "c2", result: `{"line":2}`, succeeded: true },
      ]);
      expect(await store.batches.lines.ended(id, 2, 2)).toMatchObject([{ line: 3, result: undefined }]);
    });

    it("take a line's result once, however many servers bring it at the same time", async () => {
      const { projectId, id } = await started(1);
      const others = await Promise.all([subject().open({ clock }), subject().open({ clock })]);
      const tries = [store, ...others].map((each) => each.batches.lines.record(id, result(1)));
      const settled = await Promise.allSettled(tries);
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect((await store.batches.get(projectId, id))?.usage.inputTokens).toBe(10);
      await Promise.all(others.map((other) => other.close()));
    });

    it("take no result any more once they are being cancelled", async () => {
      const { projectId, id } = await started(1);
      await store.batches.change(projectId, id, { status: "cancelling" }, ["in_progress"]);
      expect(await store.batches.lines.record(id, result(1))).toBeUndefined();
      expect(await store.batches.lines.open(id, [1])).toHaveLength(1);
    });

    it("add up the tokens that wait for a model", async () => {
      const model = freshId("model");
      const [first, second] = [await started(1, model), await started(1, model)];
      expect(await store.batches.enqueuedTokens(model)).toBe(14);
      await store.batches.change(first.projectId, first.id, { status: "finalizing" }, ["in_progress"]);
      expect(await store.batches.enqueuedTokens(model)).toBe(7);
      expect(await store.batches.enqueuedTokens(freshId("model"))).toBe(0);
      expect(await store.batches.enqueuedTokens(model, first.projectId)).toBe(0);
      expect(await store.batches.enqueuedTokens(model, second.projectId)).toBe(7);
    });

    it("forget their lines when they are told to", async () => {
      const { id } = await started(1_201);
      const other = await started(1);
      await store.batches.lines.clear(id);
      expect(await store.batches.lines.ended(id, 0, 10)).toEqual([]);
      expect(await store.batches.lines.ended(other.id, 0, 10)).toHaveLength(1);
    });
  });
}
