import type { Migration } from "./migration.ts";

export const batches: Migration = {
  version: 6,
  name: "batches",
  async up(schema) {
    await schema
      .sequencedTable("batches")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("endpoint", "text", (column) => column.notNull())
      .addColumn("completion_window", "text", (column) => column.notNull())
      .addColumn("model", "text")
      // No foreign keys: a file may be deleted while the batch that it was made for stays.
      .addColumn("input_file_id", "text", (column) => column.notNull())
      .addColumn("output_file_id", "text")
      .addColumn("error_file_id", "text")
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer, (column) => column.notNull())
      .addColumn("in_progress_at", schema.integer)
      .addColumn("finalizing_at", schema.integer)
      .addColumn("completed_at", schema.integer)
      .addColumn("failed_at", schema.integer)
      .addColumn("expired_at", schema.integer)
      .addColumn("cancelling_at", schema.integer)
      .addColumn("cancelled_at", schema.integer)
      .addColumn("metadata", "text")
      .addColumn("output_expires_after", schema.integer)
      .addColumn("errors", "text")
      .addColumn("enqueued_tokens", schema.integer, (column) => column.notNull())
      .addColumn("total", schema.integer, (column) => column.notNull())
      .addColumn("completed", schema.integer, (column) => column.notNull())
      .addColumn("failed", schema.integer, (column) => column.notNull())
      .addColumn("input_tokens", schema.integer, (column) => column.notNull())
      .addColumn("cached_tokens", schema.integer, (column) => column.notNull())
      .addColumn("output_tokens", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("batches_by_project")
      .on("batches")
      .columns(["project_id", "sequence"])
      .execute();

    await schema
      .table("batch_lines")
      .addColumn("batch_id", "text", (column) =>
        column.notNull().references("batches.id").onDelete("cascade"),
      )
      .addColumn("line", schema.integer, (column) => column.notNull())
      .addColumn("custom_id", "text", (column) => column.notNull())
      .addColumn("request", "text", (column) => column.notNull())
      .addColumn("result", "text")
      .addColumn("succeeded", schema.integer)
      .addPrimaryKeyConstraint("batch_lines_key", ["batch_id", "line"])
      .execute();
  },
};
