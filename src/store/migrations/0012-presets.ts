import type { Migration } from "./migration.ts";

export const presets: Migration = {
  version: 12,
  name: "presets",
  async up(schema) {
    await schema
      .sequencedTable("presets")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("updated_at", schema.integer, (column) => column.notNull())
      .addColumn("content", "text", (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("presets_by_project")
      .on("presets")
      .columns(["project_id", "sequence"])
      .execute();
  },
};
