import type { Migration } from "./migration.ts";

export const administration: Migration = {
  version: 10,
  name: "administration",
  async up(schema) {
    await schema
      .sequencedTable("audit_logs")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("type", "text", (column) => column.notNull())
      .addColumn("effective_at", schema.integer, (column) => column.notNull())
      .addColumn("project_id", "text")
      .addColumn("actor_kind", "text", (column) => column.notNull())
      .addColumn("actor_id", "text", (column) => column.notNull())
      .addColumn("actor_address", "text")
      .addColumn("resource_id", "text", (column) => column.notNull())
      .addColumn("details", "text", (column) => column.notNull())
      .execute();

    await schema
      .table("rate_limits")
      .addColumn("project_id", "text", (column) => column.notNull().references("projects.id"))
      .addColumn("model", "text", (column) => column.notNull())
      .addColumn("limits", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("rate_limits_key", ["project_id", "model"])
      .execute();

    await schema
      .table("limit_buckets")
      .addColumn("bucket", "text", (column) => column.primaryKey().notNull())
      .addColumn("full_at", schema.integer, (column) => column.notNull())
      .execute();

    await schema
      .table("spend_limits")
      .addColumn("scope", "text", (column) => column.notNull())
      .addColumn("scope_id", "text", (column) => column.notNull())
      .addColumn("cents", schema.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("spend_limits_key", ["scope", "scope_id"])
      .execute();

    await schema
      .table("model_permissions")
      .addColumn("project_id", "text", (column) => column.primaryKey().notNull().references("projects.id"))
      .addColumn("mode", "text", (column) => column.notNull())
      .addColumn("model_ids", "text", (column) => column.notNull())
      .execute();
  },
};
