import type { Repositories, UsageRecord } from "../store/index.ts";

/** What is to be stored in the same transaction. It may be done anew, so it must have no effect outside the database. */
export type Alongside = (repositories: Repositories) => Promise<void>;

/** Where requests put what they used. */
export interface UsageSink {
  /**
   * Keeps the records, together with what `alongside` writes: all of it or nothing. When it resolves, that survives
   * the end of the process, and with `alongside` a loss of power: so await it before the client is told that its answer
   * is complete. A record with the id
   * of an earlier one changes nothing. Rejects with a `StoreError`, or with what `alongside` throws.
   */
  record(records: readonly UsageRecord[], alongside?: Alongside): Promise<void>;
}
