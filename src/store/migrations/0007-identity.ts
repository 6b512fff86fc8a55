import { sql } from "kysely";
import { defaultProjectId } from "../ids.ts";
import type { Migration } from "./migration.ts";

export const identity: Migration = {
  version: 7,
  name: "identity",
  async up(schema) {
    await schema
      .sequencedTable("projects")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("archived_at", schema.integer)
      .execute();
    const created = Math.floor(Date.now() / 1000);
    await sql`insert into projects (id, name, created_at)
      values (${defaultProjectId}, 'Default project', ${created})`.execute(schema.db);

    await schema
      .sequencedTable("service_accounts")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull().references("projects.id"))
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("role", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("deleted_at", schema.integer)
      .execute();
    await schema.db.schema
      .createIndex("service_accounts_by_project")
      .on("service_accounts")
      .columns(["project_id", "sequence"])
      .execute();

    await schema
      .sequencedTable("api_keys")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("hash", "text", (column) => column.notNull().unique())
      .addColumn("redacted_value", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      // Both null for an admin key.
      .addColumn("project_id", "text", (column) => column.references("projects.id"))
      .addColumn("service_account_id", "text", (column) => column.references("service_accounts.id"))
      .addColumn("permissions", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer)
      .addColumn("last_used_at", schema.integer)
      .addColumn("revoked_at", schema.integer)
      .execute();
    await schema.db.schema
      .createIndex("api_keys_by_project")
      .on("api_keys")
      .columns(["project_id", "sequence"])
      .execute();
  },
};
