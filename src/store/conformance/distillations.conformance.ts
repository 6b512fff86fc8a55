import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DistillationAnswer, HeldOutPrompt, NewDistillation, Store } from "../index.ts";
import { freshId } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

const distillation = (changes: Partial<NewDistillation> = {}): NewDistillation => ({
  id: freshId("distill"),
  projectId: freshId("proj"),
  createdAt: 1_750_000_000,
  request: {
    teacher: "gpt-4.1-2025-04-14",
    student: "gpt-4.1-nano-2025-04-14",
    metadata: { task: "NUL \u0000" },
    limit: 10,
    seed: 3,
    train: true,
    hyperparameters: { batchSize: "auto", learningRateMultiplier: "auto", epochs: 2 },
  },
  ...changes,
});

const answer = (content: string): DistillationAnswer => ({
  message: { role: "assistant", content },
  inputTokens: 5,
  outputTokens: 2,
  cutShort: false,
  exactMatch: true,
  tokenF1: 1,
});

const prompt = (position: number): HeldOutPrompt => ({
  position,
  request: { messages: [{ role: "user", content: `\ud800 ${position}` }] },
  teacher: answer("teacher"),
});

export function distillationsConformance(subject: () => Subject): void {
  describe("distillations", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const create = async (changes?: Partial<NewDistillation>) => {
      const made = distillation(changes);
      await store.distillations.create(made);
      return made;
    };
    const compare = async ({ projectId, id }: NewDistillation) =>
      store.distillations.change(projectId, id, { status: "comparing" }, ["preparing"]);

    it("come back as they were made, to their own project only", async () => {
      const made = await create();
      const { distillations } = store;
      expect(await distillations.get(made.projectId, made.id)).toEqual({
        ...made,
        status: "preparing",
        finishedAt: undefined,
        counts: undefined,
        trainingFileId: undefined,
        heldOutFileId: undefined,
        fineTuningJobId: undefined,
        fineTunedModel: undefined,
        comparison: undefined,
        error: undefined,
      });
      const other = freshId("proj");
      expect(await distillations.get(other, made.id)).toBeUndefined();
      expect((await distillations.list(other, { limit: 9, order: "asc" })).data).toEqual([]);
      expect(await distillations.change(other, made.id, { status: "failed" }, ["preparing"])).toBeUndefined();
      await expect(distillations.create(made)).rejects.toMatchObject({ code: "conflict" });
    });

    it("change from the states that are named, keep what they had, and note their end", async () => {
      const { projectId, id } = await create();
      const change = store.distillations.change.bind(store.distillations, projectId, id);
      const files = { trainingFileId: "file-1", heldOutFileId: "file-2", fineTuningJobId: "ftjob-1" };
      const trained = await change({ status: "training", counts: { training: 9 }, ...files }, ["preparing"]);
      expect(trained).toMatchObject({ status: "training", counts: { training: 9 }, ...files });
      expect(trained?.finishedAt).toBeUndefined();
      expect(await change({ status: "training" }, ["preparing"])).toBeUndefined();
      const error = { code: "server_error", message: "…" };
      const failed = await change({ status: "failed", error }, ["training"]);
      expect(failed).toMatchObject({ status: "failed", error, ...files });
      expect(failed?.finishedAt).toBeTypeOf("number");
      expect(await change({ status: "cancelled" }, ["preparing", "training", "comparing"])).toBeUndefined();
    });

    it("are listed in pages", async () => {
      const { projectId, id } = await create();
      const ids = [id, (await create({ projectId })).id, (await create({ projectId })).id];
      for (const order of ["asc", "desc"] as const) {
        const walked = await walkPages(
          (after) => store.distillations.list(projectId, { limit: 2, order, after }),
          (each) => each.id,
        );
        expect(walked).toEqual(order === "asc" ? ids : ids.toReversed());
      }
      const unknown = store.distillations.list(projectId, {
        limit: 2,
        order: "asc",
        after: freshId("distill"),
      });
      await expect(unknown).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("keep one answer of each side to a prompt, while they compare", async () => {
      const made = await create();
      const { prompts } = store.distillations;
      await prompts.add(made.id, [prompt(0), prompt(1)]);
      expect(await prompts.record(made.id, 0, "before", answer("early"))).toBe(false);
      await compare(made);
      expect(await prompts.record(made.id, 0, "before", answer("first"))).toBe(true);
      expect(await prompts.record(made.id, 0, "before", answer("second"))).toBe(false);
      expect(await prompts.record(made.id, 9, "before", answer("none"))).toBe(false);
      expect(await prompts.record(made.id, 1, "after", answer("other"))).toBe(true);
      expect(await prompts.open(made.id, "before")).toEqual([1]);
      expect(await prompts.open(made.id, "after")).toEqual([0]);
      expect(await prompts.progress(made.id)).toEqual({ done: 2, total: 4 });
      const first = { ...prompt(0), before: answer("first"), after: undefined };
      const second = { ...prompt(1), before: undefined, after: answer("other") };
      expect(await prompts.get(made.id, 0)).toEqual(first);
      expect(await prompts.list(made.id, { limit: 1, order: "asc" })).toEqual({
        data: [first],
        hasMore: true,
      });
      const rest = await prompts.list(made.id, { limit: 1, order: "asc", after: 0 });
      expect(rest).toEqual({ data: [second], hasMore: false });
      const ended = { status: "cancelled" } as const;
      await store.distillations.change(made.projectId, made.id, ended, ["comparing"]);
      expect(await prompts.record(made.id, 1, "before", answer("late"))).toBe(false);
    });

    it("are deleted when they have ended, with their prompts", async () => {
      const made = await create();
      const { distillations } = store;
      await distillations.prompts.add(made.id, [prompt(0)]);
      expect(await distillations.delete(made.projectId, made.id)).toBe(false);
      await distillations.change(made.projectId, made.id, { status: "succeeded" }, ["preparing"]);
      expect(await distillations.delete(freshId("proj"), made.id)).toBe(false);
      expect(await distillations.delete(made.projectId, made.id)).toBe(true);
      expect(await distillations.get(made.projectId, made.id)).toBeUndefined();
      expect(await distillations.prompts.progress(made.id)).toEqual({ done: 0, total: 0 });
    });

    it("choose their prompts anew after an interruption", async () => {
      const made = await create();
      const { prompts } = store.distillations;
      await prompts.add(made.id, [prompt(0)]);
      await expect(prompts.add(made.id, [prompt(0)])).rejects.toMatchObject({ code: "conflict" });
      await prompts.clear(made.id);
      await prompts.add(made.id, [prompt(0)]);
      expect(await prompts.progress(made.id)).toEqual({ done: 0, total: 2 });
    });
  });
}
