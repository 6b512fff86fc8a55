import type { Migration } from "./migration.ts";

export const files: Migration = {
  version: 9,
  name: "files",
  async up(schema) {
    await schema
      .table("blobs")
      .addColumn("key", "text", (column) => column.primaryKey().notNull())
      .addColumn("bytes", schema.integer)
      .addColumn("sha256", "text")
      .addColumn("delete_after", schema.integer)
      .execute();
    await schema.db.schema.createIndex("blobs_by_deletion").on("blobs").column("delete_after").execute();

    await schema
      .sequencedTable("files")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("purpose", "text", (column) => column.notNull())
      .addColumn("filename", "text", (column) => column.notNull())
      .addColumn("bytes", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer)
      .addColumn("deleted_at", schema.integer)
      .execute();
    await schema.db.schema
      .createIndex("files_by_project")
      .on("files")
      .columns(["project_id", "created_at", "sequence"])
      .execute();
    await schema.db.schema.createIndex("files_by_expiry").on("files").column("expires_at").execute();
    await schema.db.schema.createIndex("files_by_deletion").on("files").column("deleted_at").execute();

    await schema
      .table("file_blobs")
      .addColumn("file_id", "text", (column) => column.notNull().references("files.id").onDelete("cascade"))
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("blob_key", "text", (column) => column.notNull().references("blobs.key"))
      .addPrimaryKeyConstraint("file_blobs_key", ["file_id", "position"])
      .addUniqueConstraint("file_blobs_unique", ["blob_key"])
      .execute();

    await schema
      .table("file_holds")
      .addColumn("file_id", "text", (column) => column.notNull().references("files.id").onDelete("cascade"))
      .addColumn("holder", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("file_holds_key", ["file_id", "holder"])
      .execute();
    await schema.db.schema.createIndex("file_holds_by_holder").on("file_holds").column("holder").execute();
  },
};
