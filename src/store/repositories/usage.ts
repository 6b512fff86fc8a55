import { atomically, type Flush, type Session } from "../session.ts";
import { inChunks } from "./chunks.ts";
import type { UsageQuery, UsageRecord, UsageSum } from "./usage-record.ts";
import { toUsageRow } from "./usage-rows.ts";
import { sumUsage } from "./usage-sums.ts";
import { addToTotals } from "./usage-totals.ts";

/** What every request used, and the same added up by the hour and by the day. All three are always written together. */
export class Usage {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Writes each record once: those whose id is there already are left as they are. */
  record(records: readonly UsageRecord[], flush?: Flush): Promise<void> {
    const write = async (session: Session) => {
      await inChunks(records.map(toUsageRow), async (rows) => {
        const written = await session.db
          .insertInto("usage_records")
          .values(rows)
          .onConflict((conflict) => conflict.column("id").doNothing())
          .returning("id")
          .execute();
        const ids = new Set(written.map(({ id }) => id));
        // An id that comes twice in one call is written once, and counts once.
        const fresh = rows.filter(({ id }) => ids.delete(id));
        await addToTotals(session, fresh);
      });
    };
    return atomically(this.#session, write, flush);
  }

  /** Sums by bucket and group, oldest bucket first. Buckets in which nothing was used are left out. */
  sums(query: UsageQuery): Promise<UsageSum[]> {
    return sumUsage(this.#session, query);
  }
}
