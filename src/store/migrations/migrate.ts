import { type Kysely, sql } from "kysely";
import type { OpenDatabase } from "../open-database.ts";
import { StoreError } from "../store-error.ts";
import { type Migration, SchemaBuilder } from "./migration.ts";

interface MigrationTables {
  schema_migrations: { version: number; name: string };
}

/** Any number will do, as long as every server takes the same one. */
const lockKey = 4_104_101_400;

/** How long a server waits for another one that is migrating, in milliseconds. */
const patience = 10 * 60_000;

/**
 * Brings the database to the schema of this program, in one transaction: all pending steps or none. Servers that
 * start at the same instant wait for the first. Throws {@link StoreError} `database-newer` where a newer program has
 * been before.
 */
export async function migrate(database: OpenDatabase, migrations: readonly Migration[]): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await migrateOnce(database, migrations);
    } catch (error) {
      const waiting = error instanceof StoreError && error.code === "busy" && performance.now() < deadline;
      if (!waiting) throw error;
    }
  }
}

function migrateOnce({ db, dialect }: OpenDatabase, migrations: readonly Migration[]): Promise<void> {
  return (db as unknown as Kysely<MigrationTables>).transaction().execute(async (trx) => {
    // On SQLite the transaction has the write lock already.
    if (dialect === "postgres") await lockPostgres(trx);
    const current = await currentVersion(trx);
    const newest = migrations.at(-1)?.version ?? 0;
    if (current > newest) throw newerDatabase(current, newest);
    const schema = new SchemaBuilder(trx as unknown as Kysely<unknown>, dialect);
    for (const migration of migrations.filter(({ version }) => version > current)) {
      await migration.up(schema);
      const { version, name } = migration;
      await trx.insertInto("schema_migrations").values({ version, name }).execute();
    }
  });
}

/** Held until the transaction ends. The migration itself may take longer than a statement otherwise may. */
async function lockPostgres(trx: Kysely<MigrationTables>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx);
  await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(trx);
}

async function currentVersion(trx: Kysely<MigrationTables>): Promise<number> {
  await trx.schema
    .createTable("schema_migrations")
    .ifNotExists()
    .addColumn("version", "integer", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .execute();
  const newest = trx.selectFrom("schema_migrations").select("version").orderBy("version", "desc").limit(1);
  return (await newest.executeTakeFirst())?.version ?? 0;
}

function newerDatabase(database: number, program: number): StoreError {
  return new StoreError("database-newer", {
    message: `The database has schema version ${database}, this program knows versions up to ${program}. Start the newer program, or restore a backup made before the upgrade.`,
  });
}
