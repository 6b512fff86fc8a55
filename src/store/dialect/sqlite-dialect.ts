import type { DatabaseSync } from "node:sqlite";
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";
import { StoreError } from "../store-error.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import type { TransactionScope } from "./transaction-scope.ts";

export interface SqliteDriverOptions {
  /** How long a statement waits for a lock that another process holds, in milliseconds. */
  readonly busyTimeout: number;
  readonly scope: TransactionScope;
}

/** One connection, handed to one user at a time in the order of asking: a transaction is never interleaved. */
export class SqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: SqliteConnection;
  readonly #scope: TransactionScope;
  #lastInLine: Promise<void> = Promise.resolve();
  #release: () => void = () => {};

  constructor(database: DatabaseSync, options: SqliteDriverOptions) {
    this.#database = database;
    this.#connection = new SqliteConnection(database, options.busyTimeout);
    this.#scope = options.scope;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#scope.assertOutside();
    await this.#takeTurn();
    if (this.#database.isOpen) return this.#connection;
    this.#release();
    throw new StoreError("closed");
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  /**
   * A transaction that writes takes the write lock at its start. One that began as a reader could find, at its first
   * write, that another process has written meanwhile; it would then fail no matter how long it waits.
   */
  async beginTransaction(_: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await this.#connection.execute(settings.accessMode === "read only" ? "begin" : "begin immediate");
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.execute("commit");
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk or an I/O error has rolled back already.
    if (this.#database.isTransaction) await this.#connection.execute("rollback");
  }

  /** Waits for whoever holds the connection, then closes it. */
  async destroy(): Promise<void> {
    await this.#takeTurn();
    if (this.#database.isOpen) this.#database.close();
    this.#release();
  }

  async #takeTurn(): Promise<void> {
    const predecessor = this.#lastInLine;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastInLine = promise;
    await predecessor;
    this.#release = resolve;
  }
}

export function sqliteDialect(driver: SqliteDriver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
