import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store, UsageQuery, UsageRecord } from "../index.ts";
import { freshId, usageRecord } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

const start = 1_750_032_000;
const day = 86_400;

export function usageConformance(subject: () => Subject): void {
  describe("usage", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const sums = (projectId: string, query: Partial<UsageQuery> = {}) =>
      store.usage.sums({
        kind: "completions",
        from: start,
        until: start + 2 * day,
        width: day,
        groupBy: [],
        projectIds: [projectId],
        ...query,
      });

    it("counts a record once, however often it is written, also by others at the same time", async () => {
      const projectId = freshId("proj");
      const record = usageRecord({ projectId, recordedAt: start * 1000 });
      const other = await subject().open();
      await Promise.all([store.usage.record([record, record]), other.usage.record([record])]);
      await other.usage.record([{ ...record, inputTokens: 1 }]);
      await other.close();
      const counted = { bucket: start, requests: 1, inputTokens: 100, cachedTokens: 40, outputTokens: 10 };
      expect(await sums(projectId)).toMatchObject([counted]);
      expect(await sums(projectId, { width: 60 })).toMatchObject([counted]);
    });

    it("keeps the first of an id that comes twice in one call, also where hundreds lie between them", async () => {
      const projectId = freshId("proj");
      const many = Array.from({ length: 1_200 }, (_, n) =>
        usageRecord({ projectId, inputTokens: 1, recordedAt: (start + n * 144) * 1000 }),
      );
      const again = many.map((record) => ({ ...record, inputTokens: 1_000_000 }));
      await store.usage.record([...many, ...again.toReversed()], "soon");
      for (const width of [60, 3_600, day] as const) {
        const found = await sums(projectId, { width });
        const inputTokens = found.map((sum) => sum.inputTokens);
        expect(inputTokens).toEqual(found.map((sum) => sum.requests));
        expect(inputTokens.reduce((all, some) => all + some)).toBe(1_200);
        expect(found).toHaveLength({ 60: 1_200, 3600: 48, [day]: 2 }[width] ?? 0);
      }
    });

    it("writes nothing of a call with a record that cannot be written, and all of the next", async () => {
      const projectId = freshId("proj");
      const good = usageRecord({ projectId, recordedAt: start * 1000 });
      const bad = usageRecord({ projectId, recordedAt: start * 1000, outputTokens: 1.5 });
      await expect(store.usage.record([good, bad])).rejects.toMatchObject({ name: "StoreError" });
      for (const width of [60, 3_600, day] as const) expect(await sums(projectId, { width })).toEqual([]);
      await store.usage.record([]);
      await store.usage.record([good]);
      for (const width of [60, 3_600, day] as const) {
        expect(await sums(projectId, { width })).toMatchObject([{ requests: 1 }]);
      }
    });

    it("joins the transaction that it is called in, whose own records count once as well", async () => {
      const projectId = freshId("proj");
      const [before, within] = [0, 1].map(() => usageRecord({ projectId, recordedAt: start * 1000 }));
      await store.usage.record([before!], "soon");
      await store.transaction(async ({ usage }) => {
        await usage.record([within!, before!], "soon");
        await usage.record([within!]);
        const seen = await usage.sums({
          from: start,
          until: start + day,
          width: day,
          groupBy: ["projectId"],
        });
        expect(seen.find((sum) => sum.projectId === projectId)?.requests).toBe(2);
      });
      for (const width of [60, 3_600, day] as const) {
        expect(await sums(projectId, { width })).toMatchObject([{ requests: 2, inputTokens: 200 }]);
      }
    });

    it("takes any text, that of a database's own language included", async () => {
      const projectId = freshId("proj");
      const texts = [
        "{a,b}",
        'say "NULL"',
        "NULL",
        "back\\slash",
        " ",
        "'; drop table x; --",
        "\u{1F600}",
        "a\0b",
      ];
      await store.usage.record(
        texts.map((model) => usageRecord({ projectId, model, recordedAt: start * 1000 })),
      );
      const found = await sums(projectId, { groupBy: ["model"] });
      expect(new Set(found.map(({ model }) => model))).toEqual(
        new Set(texts.map((text) => text.replace("\0", "\uFFFD"))),
      );
    });

    it("counts nothing of a transaction that fails", async () => {
      const projectId = freshId("proj");
      const failing = store.transaction(async ({ usage }) => {
        await usage.record([usageRecord({ projectId, recordedAt: start * 1000 })]);
        throw new Error("changed its mind");
      });
      await expect(failing).rejects.toThrow();
      expect(await sums(projectId)).toEqual([]);
      expect(await sums(projectId, { width: 60 })).toEqual([]);
    });

    it("adds nothing wrong when two servers write to the same hours at once", async () => {
      const projectId = freshId("proj");
      const other = await subject().open();
      const write = (server: Store, n: number) =>
        server.usage.record(
          ["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14"].map((model) =>
            usageRecord({ projectId, model, inputTokens: n, recordedAt: start * 1000 + n }),
          ),
        );
      await Promise.all(Array.from({ length: 40 }, (_, n) => write(n % 2 ? store : other, n)));
      await other.close();
      expect(await sums(projectId, { groupBy: ["model"] })).toMatchObject([
        { model: "gpt-4.1-2025-04-14", requests: 40, inputTokens: 780 },
        { model: "gpt-4.1-mini-2025-04-14", requests: 40, inputTokens: 780 },
      ]);
    });

    it("counts records once that two servers write at once, each in an order of its own", async () => {
      const projectId = freshId("proj");
      const other = await subject().open();
      const records = Array.from({ length: 60 }, (_, n) =>
        usageRecord({ projectId, model: `model-${n % 5}`, recordedAt: (start + (n % 7) * 3_600) * 1000 }),
      );
      const backwards = records.toReversed();
      await Promise.all(
        Array.from({ length: 10 }, (_, n) => [
          store.usage.record(records.slice(n * 6), "soon"),
          other.usage.record(backwards.slice(n * 6), "soon"),
        ]).flat(),
      );
      await other.close();
      for (const width of [60, 3_600, day] as const) {
        const found = await sums(projectId, { width, groupBy: ["model"] });
        expect(found).toHaveLength(width === day ? 5 : 35);
        expect(found.reduce((all, { requests }) => all + requests, 0)).toBe(60);
      }
    });

    it("leaves out dimensions that were not asked for, and says of those that are what is none", async () => {
      const projectId = freshId("proj");
      await store.usage.record([
        usageRecord({ projectId, apiKeyId: "key_a", batch: true, recordedAt: start * 1000 }),
        usageRecord({ projectId, recordedAt: start * 1000 }),
      ]);
      const [none, keyed] = await sums(projectId, { groupBy: ["apiKeyId", "batch"] });
      expect(none).toMatchObject({ apiKeyId: undefined, batch: false });
      expect(keyed).toMatchObject({ apiKeyId: "key_a", batch: true });
      expect(keyed).not.toHaveProperty("model");
    });

    it("gives for every width, filter and group what adding up the records gives", async () => {
      const record = fc.record({
        kind: fc.constantFrom("completions", "embeddings", "fine_tuning"),
        apiKeyId: fc.constantFrom(undefined, "key_a", "key_b"),
        userId: fc.constantFrom(undefined, "user_a"),
        model: fc.constantFrom("gpt-4.1-2025-04-14", "gpt-4.1-nano-2025-04-14"),
        batch: fc.boolean(),
        inputTokens: fc.nat(2_000_000),
        outputTokens: fc.nat(40_000),
        recordedAt: fc.integer({ min: start * 1000, max: (start + 3 * day) * 1000 }),
      });
      const query = fc.record({
        kind: fc.constantFrom("completions", "embeddings", undefined),
        width: fc.constantFrom(60, 3_600, day),
        days: fc.tuple(fc.nat(2), fc.nat(2)),
        groupBy: fc.subarray(["projectId", "apiKeyId", "userId", "model", "serviceTier", "batch"]),
        models: fc.constantFrom(undefined, ["gpt-4.1-2025-04-14"], []),
        batch: fc.constantFrom(undefined, true, false),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(record, { maxLength: 30 }),
          fc.array(query, { maxLength: 5 }),
          async (made, asked) => {
            const projectId = freshId("proj");
            const records = made.map((fields) =>
              usageRecord({ ...fields, projectId } as Partial<UsageRecord>),
            );
            await store.usage.record(records);
            for (const { days, ...wishes } of asked) {
              const [first, count] = days;
              const range = { from: start + first * day, until: start + (first + count) * day };
              const full = { projectIds: [projectId], ...range, ...wishes } as UsageQuery;
              const found = await store.usage.sums(full);
              expect(new Set(found.map(essence))).toEqual(naiveSums(records, full));
              expect(found.map(({ bucket }) => bucket)).toEqual(
                found.map(({ bucket }) => bucket).sort((a, b) => a - b),
              );
            }
          },
        ),
        { numRuns: 15 },
      );
    });
  });
}

interface Summed {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly requests: number;
  readonly bucket: number;
}

const dimensions = ["projectId", "apiKeyId", "userId", "model", "serviceTier", "batch"] as const;

/** What decides whether two sums are the same, as text that a set can compare. */
const essence = (sum: Summed & Partial<Record<(typeof dimensions)[number], unknown>>): string =>
  JSON.stringify([
    sum.bucket,
    sum.requests,
    sum.inputTokens,
    sum.outputTokens,
    ...dimensions.map((dimension) => sum[dimension] ?? null),
  ]);

function naiveSums(records: readonly UsageRecord[], query: UsageQuery): Set<string> {
  const sums = new Map<string, Summed>();
  for (const record of records) {
    const seconds = record.recordedAt / 1000;
    if (query.kind !== undefined && record.kind !== query.kind) continue;
    if (seconds < query.from || seconds >= query.until) continue;
    if (query.models !== undefined && !query.models.includes(record.model)) continue;
    if (query.batch !== undefined && record.batch !== query.batch) continue;
    const bucket = Math.floor(seconds / query.width) * query.width;
    const group = Object.fromEntries(query.groupBy.map((dimension) => [dimension, record[dimension]]));
    const key = JSON.stringify([bucket, group]);
    const known = sums.get(key) ?? { bucket, ...group, requests: 0, inputTokens: 0, outputTokens: 0 };
    sums.set(key, {
      ...known,
      requests: known.requests + (record.kind === "fine_tuning" ? 0 : 1),
      inputTokens: known.inputTokens + record.inputTokens,
      outputTokens: known.outputTokens + record.outputTokens,
    });
  }
  return new Set([...sums.values()].map(essence));
}
