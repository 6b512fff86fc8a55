import type { Migration } from "./migration.ts";

export const webhooks: Migration = {
  version: 14,
  name: "webhooks",
  async up(schema) {
    await schema
      .sequencedTable("webhook_endpoints")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("url", "text", (column) => column.notNull())
      .addColumn("event_types", "text", (column) => column.notNull())
      .addColumn("secret", "text", (column) => column.notNull())
      .addColumn("previous_secret", "text")
      .addColumn("previous_secret_until", schema.integer)
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("updated_at", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("webhook_endpoints_by_project")
      .on("webhook_endpoints")
      .columns(["project_id", "created_at", "sequence"])
      .execute();

    await schema
      .sequencedTable("webhook_deliveries")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("endpoint_id", "text", (column) =>
        column.notNull().references("webhook_endpoints.id").onDelete("cascade"),
      )
      .addColumn("event_type", "text", (column) => column.notNull())
      .addColumn("body", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("attempts", schema.integer, (column) => column.notNull())
      .addColumn("attempted_at", schema.integer)
      .addColumn("next_attempt_at", schema.integer)
      .addColumn("outcome", "text")
      .execute();
    await schema.db.schema
      .createIndex("webhook_deliveries_by_endpoint")
      .on("webhook_deliveries")
      .columns(["endpoint_id", "sequence"])
      .execute();
    await schema.db.schema
      .createIndex("webhook_deliveries_by_creation")
      .on("webhook_deliveries")
      .column("created_at")
      .execute();
  },
};
