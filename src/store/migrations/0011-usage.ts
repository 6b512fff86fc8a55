import type { CreateTableBuilder } from "kysely";
import type { Migration } from "./migration.ts";

export const usage: Migration = {
  version: 11,
  name: "usage",
  async up(schema) {
    const dimensions = ["kind", "project_id", "api_key_id", "user_id", "model", "service_tier"] as const;
    const sums = [
      "input_tokens",
      "cached_tokens",
      "output_tokens",
      "accepted_prediction_tokens",
      "rejected_prediction_tokens",
      "duration_microseconds",
      "machine_microseconds",
    ] as const;

    let records = schema
      .table("usage_records")
      .addColumn("id", "text", (column) => column.primaryKey().notNull());
    for (const name of dimensions) records = records.addColumn(name, "text", (column) => column.notNull());
    for (const name of sums) records = records.addColumn(name, schema.integer, (column) => column.notNull());
    await records
      .addColumn("batch", schema.integer, (column) => column.notNull())
      .addColumn("endpoint", "text", (column) => column.notNull())
      .addColumn("outcome", "text", (column) => column.notNull())
      .addColumn("end_user", "text", (column) => column.notNull())
      .addColumn("recorded_at", schema.integer, (column) => column.notNull())
      .execute();
    await schema.db.schema
      .createIndex("usage_records_by_time")
      .on("usage_records")
      .columns(["kind", "recorded_at"])
      .execute();

    let hours: CreateTableBuilder<string, string> = schema
      .table("usage_hours")
      .addColumn("hour", schema.integer, (column) => column.notNull());
    for (const name of dimensions) hours = hours.addColumn(name, "text", (column) => column.notNull());
    hours = hours.addColumn("batch", schema.integer, (column) => column.notNull());
    for (const name of ["requests", ...sums] as const) {
      hours = hours.addColumn(name, schema.integer, (column) => column.notNull());
    }
    await hours.addPrimaryKeyConstraint("usage_hours_key", ["hour", ...dimensions, "batch"]).execute();
  },
};
