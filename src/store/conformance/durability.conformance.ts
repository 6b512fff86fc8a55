import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openStore } from "../index.ts";
import { runWriter, type WrittenRecord } from "../testing/run-writer.ts";
import type { Subject } from "../testing/subject.ts";
import { readWholeRecord } from "../testing/whole-record.ts";

export function durabilityConformance(subject: () => Subject): void {
  describe("durability", () => {
    it("keeps every acknowledged record whole, and none by half, when the writer is killed", async () => {
      const location = await subject().emptyLocation();
      const records: WrittenRecord[] = [];
      // Uneven steps, so that the kills fall on different records and on different moments of their writing.
      for (let round = 0; round < 6; round++) {
        const writer = runWriter(location, `round${round}`, Number.POSITIVE_INFINITY);
        await writer.acknowledged(10 + round * 7);
        await sleep(round % 3);
        writer.kill();
        records.push(...(await writer.done).records);
      }
      const store = await openStore(location);
      for (const { kind, id, acknowledged } of records) {
        const found = await readWholeRecord(store, kind, id);
        const allowed = acknowledged ? ["whole"] : ["whole", "absent"];
        expect(allowed, `${kind} ${id}, acknowledged: ${acknowledged}`).toContain(found);
      }
      await store.close();
      expect(records.filter(({ acknowledged }) => acknowledged).length).toBeGreaterThan(150);
    });

    it("loses no record of three processes that start on an empty database and write at once", async () => {
      const location = await subject().emptyLocation();
      const writers = ["left", "right", "third"].map((name) => runWriter(location, name, 40));
      const reports = await Promise.all(writers.map(({ done }) => done));
      expect(reports.map(({ finished }) => finished)).toEqual([true, true, true]);
      const store = await openStore(location);
      const records = reports.flatMap((report) => report.records);
      for (const { kind, id } of records) expect(await readWholeRecord(store, kind, id)).toBe("whole");
      expect(records).toHaveLength(120);
      await store.close();
    });
  });
}
