import { closeSync, mkdirSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { SqliteConnection } from "./dialect/sqlite-connection.ts";
import { SqliteDriver, sqliteDialect } from "./dialect/sqlite-dialect.ts";
import { translateSqliteError } from "./dialect/sqlite-error.ts";
import { TransactionScope } from "./dialect/transaction-scope.ts";
import { flushSoon } from "./flush-soon.ts";
import type { OpenDatabase } from "./open-database.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/**
 * WAL with `synchronous = full`: a commit returns after the log is flushed to the disk, so that it survives a crash of
 * the process, of the machine, and a loss of power. `fullfsync` makes that true on macOS as well, where plain fsync
 * stops at the drive's cache. `secure_delete`: what a user deletes is overwritten, not merely unlinked.
 */
const settings = `
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma checkpoint_fullfsync = on;
  pragma foreign_keys = on;
  pragma secure_delete = on;
  pragma trusted_schema = off;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16384;
`;

/** Opens the file, creating it and its folder where they are missing, readable by nobody else. */
export async function openSqlite(path: string, busyTimeout: number): Promise<OpenDatabase> {
  const database = openFile(resolve(path));
  try {
    const connection = new SqliteConnection(database, busyTimeout);
    await connection.execute("pragma journal_mode = wal");
    await connection.execute(settings);
    return sqliteDatabase(database, busyTimeout);
  } catch (error) {
    database.close();
    throw translateSqliteError(error);
  }
}

/** The store on a database that is open already. */
export function sqliteDatabase(database: DatabaseSync, busyTimeout: number): OpenDatabase {
  const scope = new TransactionScope();
  const driver = new SqliteDriver(database, { busyTimeout, scope });
  const db = new Kysely<Tables>({ dialect: sqliteDialect(driver) });
  const log = `${database.location()}-wal`;
  return {
    dialect: "sqlite",
    db,
    scope,
    flushSoon: flushSoon(() => flushFile(log)),
    close: () => driver.destroy(),
  };
}

/** On a thread of its own, as SQLite itself would block this one. No lock of SQLite's is on its log. */
async function flushFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

function openFile(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its log files the mode of the database. A file that exists keeps its own.
    closeSync(openSync(path, "a", 0o600));
  } catch (cause) {
    throw new StoreError("cannot-open", { cause });
  }
  try {
    return new DatabaseSync(path, { timeout: 0, enableDoubleQuotedStringLiterals: false });
  } catch (error) {
    throw translateSqliteError(error);
  }
}
