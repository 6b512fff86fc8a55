import { describe, expect, it } from "vitest";
import { type Store, StoreError, type UsageRecord } from "../store/index.ts";
import { UsageCollector } from "./usage-collector.ts";
import { UsageJournal } from "./usage-journal.ts";

const record = (id: string): UsageRecord => ({
  id,
  kind: "completions",
  endpoint: "/v1/chat/completions",
  projectId: "proj_default",
  apiKeyId: undefined,
  userId: undefined,
  endUser: undefined,
  model: "gpt-4.1-2025-04-14",
  serviceTier: "default",
  batch: false,
  outcome: "completed",
  recordedAt: 0,
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  acceptedPredictionTokens: 0,
  rejectedPredictionTokens: 0,
  durationMicroseconds: 1,
  machineMicroseconds: 1,
});

/** A store of which only the ledger is there; each write does what `write` does. */
const storeOf = (write: (ids: string[]) => Promise<void>): Store => {
  const usage = { record: (records: readonly UsageRecord[]) => write(records.map(({ id }) => id)) };
  return {
    usage,
    transaction: (work: (repositories: unknown) => unknown) => work({ usage }),
  } as unknown as Store;
};

describe("the usage journal", () => {
  const quiet = { onLost: () => {}, wait: async () => {} };

  it("writes what comes while a write is under way together", async () => {
    const written: string[][] = [];
    const gate = Promise.withResolvers<void>();
    const journal = new UsageJournal(
      storeOf(async (ids) => {
        written.push(ids);
        await gate.promise;
      }),
      quiet,
    );
    const all = Promise.all(["a", "b", "c"].map((id) => journal.record([record(id)])));
    gate.resolve();
    await all;
    expect(written).toEqual([["a"], ["b", "c"]]);
    await journal.record([record("d")]);
    expect(written).toHaveLength(3);
  });

  it("tries again where the database is away for a moment", async () => {
    let failures = 2;
    const journal = new UsageJournal(
      storeOf(async () => {
        if (failures-- > 0) throw new StoreError("unavailable");
      }),
      quiet,
    );
    await expect(journal.record([record("a")])).resolves.toBeUndefined();
  });

  it("reports what it could not keep, rejects, and goes on", async () => {
    let broken = true;
    const lost: string[] = [];
    const journal = new UsageJournal(
      storeOf(async () => {
        if (broken) throw new StoreError("disk-full");
      }),
      { ...quiet, onLost: (records) => lost.push(...records.map(({ id }) => id)) },
    );
    await expect(journal.record([record("a")])).rejects.toMatchObject({ code: "disk-full" });
    expect(lost).toEqual(["a"]);
    broken = false;
    await expect(journal.record([record("b")])).resolves.toBeUndefined();
    expect(lost).toEqual(["a"]);
  });

  it("writes records in the transaction of what is kept with them", async () => {
    const steps: string[] = [];
    const journal = new UsageJournal(
      storeOf(async (ids) => void steps.push(...ids)),
      quiet,
    );
    await journal.record([record("a")], async () => void steps.push("kept"));
    expect(steps).toEqual(["kept", "a"]);
  });
});

describe("a usage collector", () => {
  it("holds records back, marked as a batch's, once each", async () => {
    const steps: string[] = [];
    const collector = new UsageCollector({ batch: true });
    await collector.record([record("a")], async () => void steps.push("kept"));
    await collector.record([record("a")]);
    expect(steps).toEqual([]);
    expect(collector.records).toEqual([{ ...record("a"), batch: true }]);
    const { usage } = storeOf(async (ids) => void steps.push(...ids));
    await collector.keep({ usage } as Store);
    await collector.withoutObjects().keep({ usage } as Store);
    expect(steps).toEqual(["kept", "a", "a"]);
  });
});
