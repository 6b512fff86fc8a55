import type { Kysely } from "kysely";
import type { TransactionScope } from "./dialect/transaction-scope.ts";
import type { Tables } from "./tables.ts";

/** One opened database, before anything is known about what lies in it. */
export interface OpenDatabase {
  readonly dialect: "sqlite" | "postgres";
  readonly db: Kysely<Tables>;
  readonly scope: TransactionScope;
  /** Told of commits that are acknowledged, but not on the disk yet. */
  flushSoon(): void;
  close(): Promise<void>;
}
