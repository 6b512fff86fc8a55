import type { Migration } from "./migration.ts";

export const conversations: Migration = {
  version: 3,
  name: "conversations",
  async up(schema) {
    await schema
      .table("conversations")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("metadata", "text", (column) => column.notNull())
      .addColumn("next_position", schema.integer, (column) => column.notNull())
      .addColumn("item_bytes", schema.integer, (column) => column.notNull())
      .execute();

    await schema
      .table("conversation_items")
      .addColumn("conversation_id", "text", (column) =>
        column.notNull().references("conversations.id").onDelete("cascade"),
      )
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("item_id", "text", (column) => column.notNull())
      .addColumn("item", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("conversation_items_key", ["conversation_id", "position"])
      .addUniqueConstraint("conversation_items_unique", ["conversation_id", "item_id"])
      .execute();
    await schema.db.schema
      .createIndex("conversation_items_by_item")
      .on("conversation_items")
      .column("item_id")
      .execute();
  },
};
