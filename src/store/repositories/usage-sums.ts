import { type RawBuilder, sql } from "kysely";
import type { Session } from "../session.ts";
import type { UsageDimension, UsageQuery, UsageSum } from "./usage-record.ts";
import { sumColumns } from "./usage-rows.ts";

const columnOf = {
  projectId: "project_id",
  apiKeyId: "api_key_id",
  userId: "user_id",
  model: "model",
  serviceTier: "service_tier",
  batch: "batch",
} as const satisfies Record<UsageDimension, string>;

type Row = Record<(typeof sumColumns)[number] | "bucket" | "requests", number> &
  Partial<Record<(typeof columnOf)[UsageDimension], string | number>>;

/** Hours and days come from the hours' sums, minutes from the records themselves. */
export async function sumUsage({ db }: Session, query: UsageQuery): Promise<UsageSum[]> {
  const minutes = query.width === 60;
  const time = sql.ref(minutes ? "recorded_at" : "hour");
  const unit = minutes ? 1_000 : 1;
  const bucket = sql`${time} / ${sql.lit(query.width * unit)} * ${sql.lit(query.width)}`;
  const groups = query.groupBy.map((dimension) => sql.ref(columnOf[dimension]));
  const sums = sumColumns.map((column) => sql`cast(sum(${sql.ref(column)}) as bigint) as ${sql.ref(column)}`);
  const requests = minutes ? sql`count(*)` : sql`sum(requests)`;
  const { rows } = await sql<Row>`
    select ${sql.join([sql`${bucket} as bucket`, ...groups, sql`cast(${requests} as bigint) as requests`, ...sums])}
    from ${sql.table(minutes ? "usage_records" : "usage_hours")}
    where ${time} >= ${query.from * unit} and ${time} < ${query.until * unit} ${conditions(query)}
    group by ${sql.join([bucket, ...groups])}
    order by ${sql.join([bucket, ...groups])}`.execute(db);
  return rows.map((row) => toUsageSum(row, query.groupBy));
}

function conditions(query: UsageQuery): RawBuilder<unknown> {
  const oneOf = (column: string, values: readonly string[] | undefined) =>
    values === undefined
      ? []
      : [sql` and ${sql.ref(column)} in (${sql.join(values.length > 0 ? values : [""])})`];
  return sql.join(
    [
      ...(query.kind === undefined ? [] : [sql` and kind = ${query.kind}`]),
      ...oneOf("project_id", query.projectIds),
      ...oneOf("api_key_id", query.apiKeyIds),
      ...oneOf("user_id", query.userIds),
      ...oneOf("model", query.models),
      ...(query.batch === undefined ? [] : [sql` and batch = ${query.batch ? 1 : 0}`]),
    ],
    sql``,
  );
}

function toUsageSum(row: Row, groupBy: readonly UsageDimension[]): UsageSum {
  const groups = groupBy.map((dimension) => {
    const value = row[columnOf[dimension]];
    if (dimension === "batch") return [dimension, value === 1];
    return [dimension, value === "" ? undefined : value];
  });
  return {
    bucket: row.bucket,
    requests: row.requests,
    ...Object.fromEntries(groups),
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    acceptedPredictionTokens: row.accepted_prediction_tokens,
    rejectedPredictionTokens: row.rejected_prediction_tokens,
    durationMicroseconds: row.duration_microseconds,
    machineMicroseconds: row.machine_microseconds,
  };
}
