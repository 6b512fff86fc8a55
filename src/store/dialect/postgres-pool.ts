import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { StoreError } from "../store-error.ts";
import { bindable } from "./bindable.ts";
import { translatePostgresError } from "./postgres-error.ts";
import type { TransactionScope } from "./transaction-scope.ts";

const { INT8 } = pg.types.builtins;

/** Every bigint column holds a time, a position or a count: far below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === INT8 && format !== "binary" ? Number : pg.types.getTypeParser(oid, format ?? "text"),
} as pg.CustomTypesConfig;

export function createPostgresPool(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    application_name: "fourone",
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  });
  // An idle connection that breaks is dropped by the pool; without a listener the event would end the process.
  pool.on("error", () => {});
  return pool;
}

/** The pool as Kysely sees it: with our parameters, our errors, and no way past an open transaction. */
export function guardedPool(pool: pg.Pool, scope: TransactionScope): PostgresPool {
  // Kysely knows a new connection by the identity of its client.
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      scope.assertOutside();
      if (pool.ending) throw new StoreError("closed");
      const client = await pool.connect().catch((error) => Promise.reject(translatePostgresError(error)));
      const known = guarded.get(client);
      if (known) return known;
      const created = guardedClient(client);
      guarded.set(client, created);
      return created;
    },
    end: () => pool.end(),
  };
}

function guardedClient(client: pg.PoolClient): PostgresPoolClient {
  const query = async (sql: string, parameters: readonly unknown[]) => {
    try {
      return await client.query(sql, bindable(parameters));
    } catch (error) {
      throw translatePostgresError(error);
    }
  };
  // The other way to call it, with a cursor, is only for streaming queries.
  return { query: query as unknown as PostgresPoolClient["query"], release: () => client.release() };
}
