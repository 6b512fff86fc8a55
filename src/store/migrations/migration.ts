import { type CreateTableBuilder, type Kysely, sql } from "kysely";

/**
 * One numbered step of the schema. Once released it never changes: databases that took it exist. It works on the
 * schema as it was at its time, hence on no table types.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  up(schema: SchemaBuilder): Promise<void>;
}

type DialectName = "sqlite" | "postgres";

/** Kysely's schema builder with the few words that the two databases spell differently. */
export class SchemaBuilder {
  readonly db: Kysely<unknown>;
  readonly #dialect: DialectName;

  constructor(db: Kysely<unknown>, dialect: DialectName) {
    this.db = db;
    this.#dialect = dialect;
  }

  /** 64 bits on both. */
  get integer(): "integer" | "bigint" {
    return this.#dialect === "sqlite" ? "integer" : "bigint";
  }

  /** SQLite checks column types only in strict tables. */
  table(name: string): CreateTableBuilder<string> {
    const table = this.db.schema.createTable(name);
    return this.#dialect === "sqlite" ? table.modifyEnd(sql`strict`) : table;
  }

  /** A table whose primary key `sequence` counts its rows in the order of insertion and is never used twice. */
  sequencedTable(name: string): CreateTableBuilder<string, "sequence"> {
    return this.table(name).addColumn("sequence", this.integer, (column) =>
      this.#dialect === "sqlite"
        ? column.primaryKey().autoIncrement()
        : column.primaryKey().generatedAlwaysAsIdentity(),
    );
  }
}
