import type { Migration } from "./migration.ts";

export const responses: Migration = {
  version: 2,
  name: "responses",
  async up(schema) {
    await schema
      .table("responses")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("background", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("expires_at", schema.integer, (column) => column.notNull())
      // No foreign keys: what these name may be deleted while this row stays.
      .addColumn("previous_response_id", "text")
      .addColumn("conversation_id", "text")
      .addColumn("body", "text", (column) => column.notNull())
      .addColumn("input_bytes", schema.integer, (column) => column.notNull())
      .addColumn("output_bytes", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema.createIndex("responses_by_expiry").on("responses").column("expires_at").execute();

    await schema
      .table("response_items")
      .addColumn("response_id", "text", (column) =>
        column.notNull().references("responses.id").onDelete("cascade"),
      )
      .addColumn("direction", "text", (column) => column.notNull())
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("item_id", "text", (column) => column.notNull())
      .addColumn("item", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("response_items_key", ["response_id", "direction", "position"])
      .execute();
    await schema.db.schema
      .createIndex("response_items_by_item")
      .on("response_items")
      .column("item_id")
      .execute();

    await schema
      .table("response_events")
      .addColumn("response_id", "text", (column) =>
        column.notNull().references("responses.id").onDelete("cascade"),
      )
      .addColumn("sequence_number", schema.integer, (column) => column.notNull())
      .addColumn("event", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("response_events_key", ["response_id", "sequence_number"])
      .execute();
  },
};
