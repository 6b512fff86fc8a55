import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FineTuningEvent, NewFineTuningJob, Store, StoredAdapter } from "../index.ts";
import { begunBlob, fateOf } from "../testing/begun-blob.ts";
import { freshId } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

const job = (changes: Partial<NewFineTuningJob> = {}): NewFineTuningJob => ({
  id: freshId("ftjob"),
  projectId: freshId("proj"),
  createdAt: 1_750_000_000,
  request: {
    model: "gpt-4.1-nano-2025-04-14",
    trainingFileId: freshId("file"),
    method: "supervised",
    hyperparameters: { batchSize: "auto", learningRateMultiplier: 1.5, epochs: 3 },
    seed: 7,
    tunedName: freshId("ft:gpt-4.1-nano-2025-04-14:local:"),
  },
  ...changes,
});

const event = (jobId: string, subject: string): FineTuningEvent => ({
  id: freshId("ftevent"),
  jobId,
  subject,
  createdAt: 1_750_000_001,
  level: "info",
  type: "metrics",
  message: `About ${subject}\u0000`,
  data: { step: 1 },
});

export function fineTuningConformance(subject: () => Subject): void {
  describe("fine-tuning jobs", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    it("come back as they were made, to their own project only", async () => {
      const made = job();
      await store.fineTuning.create(made);
      expect(await store.fineTuning.get(made.projectId, made.id)).toEqual({
        ...made,
        status: "validating_files",
        finishedAt: undefined,
        hyperparameters: undefined,
        error: undefined,
        fineTunedModel: undefined,
        resultFileId: undefined,
        trainedTokens: undefined,
        estimatedFinish: undefined,
      });
      expect(await store.fineTuning.get(freshId("proj"), made.id)).toBeUndefined();
      await expect(store.fineTuning.create(made)).rejects.toMatchObject({ code: "conflict" });
    });

    it("change from the states that are named, and note their end", async () => {
      const { id, projectId, ...made } = job();
      await store.fineTuning.create({ id, projectId, ...made });
      const change: Store["fineTuning"]["change"] = (...about) => store.fineTuning.change(...about);
      expect(await change(projectId, id, { status: "running" }, ["queued"])).toBeUndefined();
      const running = await change(projectId, id, { status: "running", estimatedFinish: 9 }, [
        "validating_files",
      ]);
      expect(running).toMatchObject({ status: "running", estimatedFinish: 9, finishedAt: undefined });
      const error = { code: "invalid_training_file", message: "Bad.", param: "training_file" };
      const failed = await change(projectId, id, { status: "failed", error, estimatedFinish: null }, [
        "running",
      ]);
      expect(failed).toMatchObject({ status: "failed", error, estimatedFinish: undefined });
      expect(failed?.finishedAt).toBeGreaterThan(0);
      const open = job();
      await store.fineTuning.create(open);
      expect(await store.fineTuning.ended([id, open.id, "ftjob-none"])).toEqual([id]);
      expect(await change(freshId("proj"), id, { status: "running" }, ["failed"])).toBeUndefined();
    });

    it("are listed newest first, by metadata too", async () => {
      const projectId = freshId("proj");
      const ids: string[] = [];
      for (let n = 0; n < 5; n++) {
        const { request, ...made } = job({ projectId });
        const metadata = { odd: String(n % 2), n: String(n) };
        await store.fineTuning.create({ ...made, request: n === 4 ? request : { ...request, metadata } });
        ids.push(made.id);
      }
      const list = async (query: object) => {
        const { data, hasMore } = await store.fineTuning.list(projectId, {
          limit: 2,
          order: "desc",
          ...query,
        });
        return { ids: data.map(({ id }) => ids.indexOf(id)), hasMore };
      };
      expect(await list({})).toEqual({ ids: [4, 3], hasMore: true });
      expect(await list({ after: ids[1] })).toEqual({ ids: [0], hasMore: false });
      expect(await list({ metadata: { odd: "0" } })).toEqual({ ids: [2, 0], hasMore: false });
      expect(await list({ metadata: "none" })).toEqual({ ids: [4], hasMore: false });
      await expect(list({ after: "ftjob-none" })).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("tell each thing once, in order", async () => {
      const made = job();
      await store.fineTuning.create(made);
      const told = [event(made.id, "created"), event(made.id, "step/1"), event(made.id, "step/2")];
      for (const each of [...told, event(made.id, "step/1")]) await store.fineTuning.events.add(each);
      const { data } = await store.fineTuning.events.list(made.id, { limit: 10, order: "asc" });
      expect(data).toEqual(told);
      expect(await store.fineTuning.events.get(made.id, "step/1")).toEqual(told[1]);
      expect(await store.fineTuning.events.get(made.id, "step/9")).toBeUndefined();
      const page = await store.fineTuning.events.list(made.id, {
        limit: 1,
        order: "desc",
        after: told[2]!.id,
      });
      expect(page).toEqual({ data: [told[1]], hasMore: true });
    });

    it("keep the last checkpoints", async () => {
      const made = job();
      await store.fineTuning.create(made);
      const added: boolean[] = [];
      for (const step of [2, 4, 6, 8, 8]) {
        const about = { id: freshId("ftckpt"), jobId: made.id, step, createdAt: 1, model: `m:${step}` };
        const isNew = await store.fineTuning.checkpoints.add({ ...about, metrics: { step } });
        added.push(isNew);
      }
      expect(added).toEqual([true, true, true, true, false]);
      const gone = await store.fineTuning.checkpoints.trim(made.id, 3);
      expect(gone.map(({ model }) => model)).toEqual(["m:2"]);
      const { data } = await store.fineTuning.checkpoints.list(made.id, { limit: 10, order: "desc" });
      expect(data.map(({ step, metrics }) => [step, metrics])).toEqual(
        [8, 6, 4].map((step) => [step, { step }]),
      );
    });

    it("leave models that belong to their project, and adapters that go with the last of these", async () => {
      const { projectId, id } = job();
      const adapter = await adapterOf(`${id}-8`, store);
      expect(await store.adapters.add(adapter)).toBe(true);
      expect(await store.adapters.add({ ...adapter, rank: 3 })).toBe(false);
      const about = { projectId, baseModel: "base", createdAt: 3 };
      const [one, other] = [freshId("ft:one"), freshId("ft:other")];
      const add = (name: string) => store.tunedModels.add({ name, ...about, adapterId: adapter.id });
      for (const name of [one, other, one]) await add(name);
      expect(await store.tunedModels.get(projectId, one)).toEqual({ name: one, ...about, adapter });
      expect(await store.tunedModels.get(undefined, one)).toMatchObject({ name: one });
      expect(await store.tunedModels.get(freshId("proj"), one)).toBeUndefined();
      expect((await store.tunedModels.all()).map(({ name }) => name)).toEqual(
        expect.arrayContaining([one, other]),
      );
      expect(await store.tunedModels.all(projectId)).toHaveLength(2);
      expect(await store.tunedModels.delete(freshId("proj"), one)).toBe(false);
      expect(await store.tunedModels.delete(projectId, one)).toBe(true);
      expect(await store.adapters.get(adapter.id)).toEqual(adapter);
      expect(await store.tunedModels.delete(projectId, other)).toBe(true);
      expect(await store.adapters.get(adapter.id)).toBeUndefined();
      expect(await fateOf(store, adapter.blob)).toBe("condemned");
    });

    it("leave models that other projects may be permitted to use", async () => {
      const { projectId, id } = job();
      const [model, friend] = [freshId("ft:shared"), freshId("proj")];
      const adapter = await adapterOf(`${id}-8`, store);
      await store.adapters.add(adapter);
      await store.tunedModels.add({
        name: model,
        projectId,
        baseModel: "base",
        createdAt: 3,
        adapterId: adapter.id,
      });
      const permissions = store.checkpointPermissions;
      const made = { id: freshId("cp"), model, projectId: friend, createdAt: 1 };
      expect(await permissions.add(made)).toEqual(made);
      expect(await permissions.add({ ...made, id: freshId("cp"), createdAt: 2 })).toEqual(made);
      const second = await permissions.add({ ...made, id: freshId("cp"), projectId: freshId("proj") });
      const list = (query: object) => permissions.list(model, { limit: 1, order: "desc", ...query });
      expect(await list({})).toEqual({ data: [second], hasMore: true });
      expect(await list({ after: second.id })).toEqual({ data: [made], hasMore: false });
      expect(await list({ projectId: friend })).toEqual({ data: [made], hasMore: false });
      await expect(list({ after: "cp_none" })).rejects.toMatchObject({ code: "cursor-not-found" });
      expect(await permissions.isPermitted(model, friend)).toBe(true);
      expect(await permissions.delete("ft:another", made.id)).toBeUndefined();
      expect(await permissions.delete(model, made.id)).toEqual(made);
      expect(await permissions.isPermitted(model, friend)).toBe(false);
      await store.tunedModels.delete(projectId, model);
      expect((await list({})).data).toEqual([]);
    });
  });
}

async function adapterOf(id: string, store: Store): Promise<StoredAdapter> {
  const weights = { sha256: "ab", title: "Tiny" };
  return { id, blob: await begunBlob(store), weights, rank: 16, imported: false };
}
