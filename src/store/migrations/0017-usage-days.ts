import { type CreateTableBuilder, sql } from "kysely";
import type { Migration } from "./migration.ts";

/** Usage by the day beside that by the hour, so that reports of months read a few rows a day. */
export const usageDays: Migration = {
  version: 17,
  name: "usage-days",
  async up(schema) {
    const dimensions = ["kind", "project_id", "api_key_id", "user_id", "model", "service_tier"] as const;
    const sums = [
      "requests",
      "input_tokens",
      "cached_tokens",
      "output_tokens",
      "accepted_prediction_tokens",
      "rejected_prediction_tokens",
      "duration_microseconds",
      "machine_microseconds",
    ] as const;
    let days: CreateTableBuilder<string, string> = schema
      .table("usage_days")
      .addColumn("day", schema.integer, (column) => column.notNull());
    for (const name of dimensions) days = days.addColumn(name, "text", (column) => column.notNull());
    days = days.addColumn("batch", schema.integer, (column) => column.notNull());
    for (const name of sums) days = days.addColumn(name, schema.integer, (column) => column.notNull());
    await days.addPrimaryKeyConstraint("usage_days_key", ["day", ...dimensions, "batch"]).execute();

    const columns = [...dimensions, "batch"].map((name) => sql.ref(name));
    await sql`
      insert into usage_days (${sql.join([sql.ref("day"), ...columns, ...sums.map((name) => sql.ref(name))])})
      select ${sql.join([
        sql`hour / 86400 * 86400`,
        ...columns,
        ...sums.map((name) => sql`cast(sum(${sql.ref(name)}) as bigint)`),
      ])}
      from usage_hours
      group by ${sql.join([sql`hour / 86400 * 86400`, ...columns])}`.execute(schema.db);
  },
};
