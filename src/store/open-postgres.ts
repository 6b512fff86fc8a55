import { Kysely, PostgresDialect } from "kysely";
import { createPostgresPool, GuardedPool } from "./dialect/postgres-pool.ts";
import { TransactionScope } from "./dialect/transaction-scope.ts";
import type { OpenDatabase } from "./open-database.ts";
import { recordUsage } from "./repositories/usage-statement.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Only what every request waits for: each connection keeps a plan of each. */
const planned: ReadonlyMap<string, string> = new Map([[recordUsage, "record_usage"]]);

/** Connects when the first query is made. Throws `cannot-open` where `url` is no PostgreSQL address. */
export function openPostgres(url: string, connections: number): OpenDatabase {
  if (!URL.canParse(url) || !/^postgres(ql)?:/.test(url)) {
    throw new StoreError("cannot-open", { message: "The database's address is not a postgres:// URL." });
  }
  const scope = new TransactionScope();
  const pool = new GuardedPool(createPostgresPool(url, connections), scope, planned);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  // The server's log writer comes by every 200 ms by itself, unless it is told otherwise.
  return { dialect: "postgres", db, scope, flushSoon: () => {}, close: () => pool.end() };
}
