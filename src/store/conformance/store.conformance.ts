import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../index.ts";
import { completion, freshId, message, response } from "../testing/examples.ts";
import { manualClock } from "../testing/manual-clock.ts";
import type { Subject } from "../testing/subject.ts";
import { administrationConformance } from "./administration.conformance.ts";
import { batchesConformance } from "./batches.conformance.ts";
import { completionsConformance } from "./completions.conformance.ts";
import { conversationsConformance } from "./conversations.conformance.ts";
import { distillationsConformance } from "./distillations.conformance.ts";
import { durabilityConformance } from "./durability.conformance.ts";
import { filesConformance } from "./files.conformance.ts";
import { fineTuningConformance } from "./fine-tuning.conformance.ts";
import { identityConformance } from "./identity.conformance.ts";
import { jobsConformance } from "./jobs.conformance.ts";
import { logConformance } from "./log.conformance.ts";
import { migrationsConformance } from "./migrations.conformance.ts";
import { presetsConformance } from "./presets.conformance.ts";
import { responseChainConformance } from "./response-chain.conformance.ts";
import { responseEventsConformance } from "./response-events.conformance.ts";
import { responsesConformance } from "./responses.conformance.ts";
import { uploadsConformance } from "./uploads.conformance.ts";
import { usageConformance } from "./usage.conformance.ts";
import { webhooksConformance } from "./webhooks.conformance.ts";

/** What every database must do alike. `subject` is asked for when the tests run. */
export function storeConformance(subject: () => Subject): void {
  completionsConformance(subject);
  responsesConformance(subject);
  responseEventsConformance(subject);
  responseChainConformance(subject);
  conversationsConformance(subject);
  presetsConformance(subject);
  logConformance(subject);
  jobsConformance(subject);
  filesConformance(subject);
  uploadsConformance(subject);
  webhooksConformance(subject);
  batchesConformance(subject);
  fineTuningConformance(subject);
  distillationsConformance(subject);
  identityConformance(subject);
  administrationConformance(subject);
  usageConformance(subject);
  transactionConformance(subject);
  retentionConformance(subject);
  migrationsConformance(subject);
  durabilityConformance(subject);
}

function transactionConformance(subject: () => Subject): void {
  describe("a transaction", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    it("leaves nothing behind when its work fails", async () => {
      const made = response({ input: [message("x", "")] });
      const failing = store.transaction(async ({ responses }) => {
        await responses.create(made);
        throw new Error("changed its mind");
      });
      await expect(failing).rejects.toThrow("changed its mind");
      expect(await store.responses.get(made.projectId, made.id)).toBeUndefined();
    });

    it("is refused the store beside it, instead of waiting for itself", async () => {
      const made = response();
      const confused = store.transaction(async ({ responses }) => {
        await responses.create(made);
        await store.responses.get(made.projectId, made.id);
      });
      await expect(confused).rejects.toMatchObject({ code: "unexpected" });
      expect(await store.responses.get(made.projectId, made.id)).toBeUndefined();
    });

    it("does not mix with what others do at the same time", async () => {
      const projectId = freshId("proj");
      const work = Array.from({ length: 12 }, (_, n) =>
        store
          .transaction(async ({ completions }) => {
            await completions.create(completion({ projectId }));
            await completions.create(completion({ projectId }));
            if (n % 3 === 0) throw new Error("fails");
          })
          .catch(() => {}),
      );
      await Promise.all(work);
      const { data } = await store.completions.list(projectId, { limit: 100, order: "asc" });
      expect(data).toHaveLength(16);
    });

    it("lets two that wait for each other both come through", async () => {
      const [left, right] = [response({ status: "queued" }), response({ status: "queued" })];
      for (const made of [left, right]) await store.responses.create(made);
      const touch = (first: string, second: string) =>
        store.transaction(async ({ responses }) => {
          for (const id of [first, second]) {
            await responses.update("proj_default", id, { status: "queued", body: {} }, ["queued"]);
          }
        });
      const both = [touch(left.id, right.id), touch(right.id, left.id)];
      await expect(Promise.all(both)).resolves.toHaveLength(2);
    });
  });
}

function retentionConformance(subject: () => Subject): void {
  describe("retention", () => {
    const clock = manualClock();
    const day = 24 * 60 * 60_000;
    let store: Store;
    beforeAll(async () => {
      store = await subject().open({ clock });
    });
    afterAll(() => store.close());

    it("deletes responses and completions after 30 days, and conversations never", async () => {
      const projectId = freshId("proj");
      const id = freshId("conv");
      await store.conversations.create({ id, projectId, createdAt: 0, metadata: {} }, [message("m", "")]);
      const ids = Array.from({ length: 150 }, () => freshId("resp"));
      await store.transaction(async ({ responses }) => {
        for (const responseId of ids) await responses.create(response({ id: responseId, projectId }));
      });
      await store.completions.create(completion({ projectId }));
      clock.advance(30 * day - 1);
      await store.sweep();
      const young = response({ projectId });
      await store.responses.create(young);
      expect(await store.responses.get(projectId, ids[0]!)).toBeDefined();
      clock.advance(1);
      const swept = await store.sweep();
      expect(swept.responses).toBeGreaterThanOrEqual(150);
      for (const responseId of ids) expect(await store.responses.get(projectId, responseId)).toBeUndefined();
      expect((await store.completions.list(projectId, { limit: 1, order: "asc" })).data).toEqual([]);
      expect(await store.responses.get(projectId, young.id)).toBeDefined();
      expect(await store.conversations.items.all(projectId, id)).toMatchObject({ kind: "resolved" });
    });

    it("forgets a deleted row's place in its list after a day", async () => {
      const projectId = freshId("proj");
      const made = completion({ projectId });
      await store.completions.create(made);
      await store.completions.delete(projectId, made.id);
      const list = () => store.completions.list(projectId, { limit: 1, order: "asc", after: made.id });
      await store.sweep();
      await expect(list()).resolves.toEqual({ data: [], hasMore: false });
      clock.advance(day);
      await store.sweep();
      await expect(list()).rejects.toMatchObject({ code: "cursor-not-found" });
    });
  });
}
