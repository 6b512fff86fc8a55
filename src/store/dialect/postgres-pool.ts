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
    keepAlive: true,
  });
  // A connection that breaks says so by an event, which would end the process if nobody listened. An idle one is
  // dropped by the pool; whoever uses another learns of it from the query that fails.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/**
 * Set by a query, as poolers refuse unknown start parameters. `synchronous_commit = off` would let the server
 * acknowledge a commit that a crash then loses; stronger settings than `on` stay.
 */
const prepareSession = `
  select set_config('statement_timeout', '30s', false),
         set_config('idle_in_transaction_session_timeout', '30s', false),
         set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), false)
`;

/** The pool as Kysely sees it: with our parameters, our errors, and no way past an open transaction. */
export class GuardedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #scope: TransactionScope;
  readonly #planned: ReadonlyMap<string, string>;
  /** Those that have been here before, as Kysely knows them. */
  readonly #clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  readonly #left = Promise.withResolvers<void>();
  #users = 0;
  #closed = false;

  /** `planned`: names by their text of those statements that each connection plans once, and keeps. */
  constructor(pool: pg.Pool, scope: TransactionScope, planned: ReadonlyMap<string, string>) {
    this.#pool = pool;
    this.#scope = scope;
    this.#planned = planned;
  }

  async connect(): Promise<PostgresPoolClient> {
    this.#scope.assertOutside();
    if (this.#closed) throw new StoreError("closed");
    this.#users++;
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const known = this.#clients.get(client);
      if (known) return known;
      await client.query(prepareSession);
      return this.#guard(client);
    } catch (error) {
      client?.release(true);
      this.#leave();
      throw translatePostgresError(error);
    }
  }

  /** Waits for everyone who has asked for a connection: the pool itself would forget those that it has not served. */
  async end(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      if (this.#users === 0) this.#left.resolve();
      await this.#left.promise;
      await this.#pool.end();
    }
  }

  #leave(): void {
    this.#users--;
    if (this.#closed && this.#users === 0) this.#left.resolve();
  }

  #guard(client: pg.PoolClient): PostgresPoolClient {
    const query = async (sql: string, parameters: readonly unknown[]) => {
      try {
        const name = this.#planned.get(sql);
        const values = bindable(parameters);
        return await client.query(name === undefined ? { text: sql, values } : { name, text: sql, values });
      } catch (error) {
        throw translatePostgresError(error);
      }
    };
    const release = () => {
      client.release();
      this.#leave();
    };
    // The other way to call `query`, with a cursor, is only for streams.
    const guarded = { query: query as unknown as PostgresPoolClient["query"], release };
    this.#clients.set(client, guarded);
    return guarded;
  }
}
