import type { Migration } from "./migration.ts";

export const tombstones: Migration = {
  version: 5,
  name: "tombstones",
  async up(schema) {
    await schema
      .table("tombstones")
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("scope", "text", (column) => column.notNull())
      .addColumn("id", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("deleted_at", schema.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("tombstones_key", ["kind", "scope", "id"])
      .execute();
    await schema.db.schema
      .createIndex("tombstones_by_deletion")
      .on("tombstones")
      .column("deleted_at")
      .execute();
  },
};
