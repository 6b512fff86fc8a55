import type { Migration } from "./migration.ts";

export const storedCompletions: Migration = {
  version: 1,
  name: "stored-completions",
  async up(schema) {
    await schema
      .sequencedTable("stored_completions")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("model", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer, (column) => column.notNull())
      .addColumn("metadata", "text", (column) => column.notNull())
      .addColumn("request", "text", (column) => column.notNull())
      .addColumn("response", "text", (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("stored_completions_by_project")
      .on("stored_completions")
      .columns(["project_id", "created_at", "sequence"])
      .execute();
    await schema.db.schema
      .createIndex("stored_completions_by_expiry")
      .on("stored_completions")
      .column("expires_at")
      .execute();

    await schema
      .table("stored_completion_messages")
      .addColumn("completion_id", "text", (column) =>
        column.notNull().references("stored_completions.id").onDelete("cascade"),
      )
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("message", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("stored_completion_messages_key", ["completion_id", "position"])
      .execute();

    await schema
      .table("stored_completion_metadata")
      .addColumn("completion_id", "text", (column) =>
        column.notNull().references("stored_completions.id").onDelete("cascade"),
      )
      .addColumn("key", "text", (column) => column.notNull())
      .addColumn("value", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("stored_completion_metadata_key", ["completion_id", "key"])
      .execute();
    await schema.db.schema
      .createIndex("stored_completion_metadata_by_pair")
      .on("stored_completion_metadata")
      .columns(["key", "value", "completion_id"])
      .execute();
  },
};
