import { sql } from "kysely";
import type { Migration } from "./migration.ts";

/** Adapters apart from the jobs that may have made them, who else may use a tuned model, and what training costs. */
export const adapters: Migration = {
  version: 18,
  name: "adapters",
  async up(schema) {
    await schema
      .table("adapters")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("blob_key", "text", (column) => column.notNull().references("blobs.key").unique())
      .addColumn("weights_sha256", "text", (column) => column.notNull())
      .addColumn("weights_title", "text", (column) => column.notNull())
      .addColumn("rank", schema.integer, (column) => column.notNull())
      .addColumn("imported", schema.integer, (column) => column.notNull())
      .execute();

    const { db } = schema;
    await db.schema.alterTable("tuned_models").addColumn("adapter_id", "text").execute();
    await sql`update tuned_models set adapter_id = job_id || '-' || step`.execute(db);
    for (const column of ["job_id", "step"])
      await db.schema.alterTable("tuned_models").dropColumn(column).execute();
    await db.schema.createIndex("tuned_models_by_adapter").on("tuned_models").column("adapter_id").execute();

    await schema
      .sequencedTable("checkpoint_permissions")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("model", "text", (column) =>
        column.notNull().references("tuned_models.name").onDelete("cascade"),
      )
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addUniqueConstraint("checkpoint_permissions_once", ["model", "project_id"])
      .execute();

    for (const table of ["usage_records", "usage_hours", "usage_days"])
      await db.schema
        .alterTable(table)
        .addColumn("trained_tokens", schema.integer, (column) => column.notNull().defaultTo(0))
        .execute();
  },
};
