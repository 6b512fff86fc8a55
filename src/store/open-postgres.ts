import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import { createPostgresPool, guardedPool } from "./dialect/postgres-pool.ts";
import { TransactionScope } from "./dialect/transaction-scope.ts";
import type { OpenDatabase } from "./open-database.ts";
import type { Tables } from "./tables.ts";

/** `off` would let the server acknowledge a commit that a crash then loses. Stronger settings stay. */
const raiseSynchronousCommit = CompiledQuery.raw(
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
);

/** Connects when the first query is made. */
export function openPostgres(url: string, connections: number): OpenDatabase {
  const scope = new TransactionScope();
  const pool = createPostgresPool(url, connections);
  const dialect = new PostgresDialect({
    pool: guardedPool(pool, scope),
    onCreateConnection: async (connection) => {
      await connection.executeQuery(raiseSynchronousCommit);
    },
  });
  const close = async () => {
    if (!pool.ending) await pool.end();
  };
  return { dialect: "postgres", db: new Kysely<Tables>({ dialect }), scope, close };
}
