import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { StoreError } from "../store-error.ts";
import { bindable } from "./bindable.ts";
import { translateSqliteError } from "./sqlite-error.ts";

/** The repositories use about a hundred statements; `in (…)` lists of different lengths add to them. */
const cachedStatements = 256;

const longestPause = 25;

/** node:sqlite behind Kysely's connection. Every call blocks the thread for as long as SQLite takes. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #busyTimeout: number;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, busyTimeout: number) {
    this.#database = database;
    this.#busyTimeout = busyTimeout;
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return this.#whileBusy(() => {
      const statement = this.#prepare(sql);
      const values = bindable(parameters) as SQLInputValue[];
      if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
    });
  }

  execute(sql: string): Promise<void> {
    return this.#whileBusy(() => this.#database.exec(sql));
  }

  // biome-ignore lint/correctness/useYield: nothing here reads a table as a stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError("unexpected", { message: "Streaming queries are not supported." });
  }

  /**
   * SQLite's own busy handler would sleep in this thread, and every stream of the server with it. So the database is
   * opened without one, and the waiting happens here. Safe to repeat: outside a transaction a busy statement has done
   * nothing, and within one only `begin immediate` can be busy.
   */
  async #whileBusy<T>(operation: () => T): Promise<T> {
    const deadline = performance.now() + this.#busyTimeout;
    for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        return operation();
      } catch (cause) {
        const error = translateSqliteError(cause);
        if (error.code !== "busy" || performance.now() >= deadline) throw error;
      }
      await sleep(pause);
    }
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > cachedStatements) {
      const [leastRecentlyUsed] = this.#statements.keys();
      this.#statements.delete(leastRecentlyUsed!);
    }
    return statement;
  }
}
