import type { Flush, Session } from "../session.ts";
import type { UsageQuery, UsageRecord, UsageSum } from "./usage-record.ts";
import { toUsageRow } from "./usage-rows.ts";
import { recordInOneStatement } from "./usage-statement.ts";
import { recordInSteps } from "./usage-steps.ts";
import { sumUsage } from "./usage-sums.ts";

/** What every request used, and the same added up by the hour and by the day. All three are always written together. */
export class Usage {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Writes each record once: those whose id is there already are left as they are. */
  async record(records: readonly UsageRecord[], flush: Flush = "now"): Promise<void> {
    if (records.length === 0) return;
    const write = this.#session.dialect === "postgres" ? recordInOneStatement : recordInSteps;
    await write(this.#session, records.map(toUsageRow), flush);
  }

  /** Sums by bucket and group, oldest bucket first. Buckets in which nothing was used are left out. */
  sums(query: UsageQuery): Promise<UsageSum[]> {
    return sumUsage(this.#session, query);
  }
}
