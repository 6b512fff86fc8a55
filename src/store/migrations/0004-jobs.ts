import type { Migration } from "./migration.ts";

export const jobs: Migration = {
  version: 4,
  name: "jobs",
  async up(schema) {
    await schema
      .sequencedTable("jobs")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("queue", "text", (column) => column.notNull())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("payload", "text", (column) => column.notNull())
      .addColumn("priority", schema.integer, (column) => column.notNull())
      .addColumn("available_at", schema.integer, (column) => column.notNull())
      .addColumn("owner", "text")
      .addColumn("attempt", schema.integer, (column) => column.notNull())
      .addColumn("cancel_requested", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("jobs_by_queue")
      .on("jobs")
      .columns(["queue", "priority", "sequence"])
      .execute();
  },
};
