import type { Migration } from "./migration.ts";

export const uploads: Migration = {
  version: 13,
  name: "uploads",
  async up(schema) {
    await schema
      .table("uploads")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("purpose", "text", (column) => column.notNull())
      .addColumn("filename", "text", (column) => column.notNull())
      .addColumn("bytes", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer, (column) => column.notNull())
      .addColumn("file_expires_after", schema.integer)
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("file_id", "text")
      .execute();
    await schema.db.schema.createIndex("uploads_by_expiry").on("uploads").column("expires_at").execute();

    await schema
      .table("upload_parts")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("upload_id", "text", (column) =>
        column.notNull().references("uploads.id").onDelete("cascade"),
      )
      .addColumn("blob_key", "text", (column) => column.notNull().references("blobs.key"))
      .addColumn("bytes", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("upload_parts_by_upload")
      .on("upload_parts")
      .column("upload_id")
      .execute();
  },
};
