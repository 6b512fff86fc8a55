import { systemClock } from "./clock.ts";
import { migrate } from "./migrations/migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import type { OpenDatabase } from "./open-database.ts";
import { openPostgres } from "./open-postgres.ts";
import { openSqlite } from "./open-sqlite.ts";
import { Store, type StoreSettings } from "./store.ts";

export type StoreLocation =
  | { readonly kind: "sqlite"; readonly path: string }
  | {
      readonly kind: "postgres";
      /** `postgres://user:password@host:port/database`. */
      readonly url: string;
      /** At most, by this process. */
      readonly connections?: number;
    };

export interface StoreOptions extends Partial<StoreSettings> {
  /** How long a SQLite statement waits for another process, in milliseconds. */
  readonly busyTimeout?: number;
}

const thirtyDays = 30 * 24 * 60 * 60_000;

/**
 * Opens the store and brings its schema up to date. SQLite creates the file where there is none; on PostgreSQL the
 * database must exist. Any number of processes may have it open.
 *
 * Throws {@link StoreError}: `cannot-open`, `unavailable`, `corrupt`, `read-only`, `database-newer`, …
 */
export async function openStore(location: StoreLocation, options: StoreOptions = {}): Promise<Store> {
  const { clock = systemClock, retention = thirtyDays } = options;
  const database = await openDatabase(location, options.busyTimeout);
  try {
    await migrate(database, migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new Store(database, { clock, retention });
}

/** The database as it is, with whatever schema. */
export async function openDatabase(location: StoreLocation, busyTimeout = 5_000): Promise<OpenDatabase> {
  switch (location.kind) {
    case "sqlite":
      return openSqlite(location.path, busyTimeout);
    case "postgres":
      return openPostgres(location.url, location.connections ?? 10);
  }
}
