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

/** A fine-tuning job is no request to a model. */
const REQUESTS = sql`sum(case kind when 'fine_tuning' then 0 else 1 end)`;

/** Where sums come from: hours and days are added up already, minutes are in the records alone. */
const SOURCES = {
  60: { table: "usage_records", time: "recorded_at", unit: 1_000, requests: REQUESTS },
  3600: { table: "usage_hours", time: "hour", unit: 1, requests: sql`sum(requests)` },
  86400: { table: "usage_days", time: "day", unit: 1, requests: sql`sum(requests)` },
} as const;

export async function sumUsage({ db }: Session, query: UsageQuery): Promise<UsageSum[]> {
  const { table, time: timeColumn, unit, requests } = SOURCES[query.width];
  const time = sql.ref(timeColumn);
  const bucket = sql`${time} / ${sql.lit(query.width * unit)} * ${sql.lit(query.width)}`;
  const groups = query.groupBy.map((dimension) => sql.ref(columnOf[dimension]));
  const sums = sumColumns.map((column) => sql`cast(sum(${sql.ref(column)}) as bigint) as ${sql.ref(column)}`);
  const { rows } = await sql<Row>`
    select ${sql.join([sql`${bucket} as bucket`, ...groups, sql`cast(${requests} as bigint) as requests`, ...sums])}
    from ${sql.table(table)}
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

/** A report may have tens of thousands of rows: one plain object for each, written member by member. */
function toUsageSum(row: Row, groupBy: readonly UsageDimension[]): UsageSum {
  const sum: UsageSum = {
    bucket: row.bucket,
    requests: row.requests,
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    acceptedPredictionTokens: row.accepted_prediction_tokens,
    rejectedPredictionTokens: row.rejected_prediction_tokens,
    trainedTokens: row.trained_tokens,
    durationMicroseconds: row.duration_microseconds,
    machineMicroseconds: row.machine_microseconds,
  };
  const groups: Partial<Record<UsageDimension, unknown>> = sum;
  for (const dimension of groupBy) {
    const value = row[columnOf[dimension]];
    groups[dimension] = dimension === "batch" ? value === 1 : value === "" ? undefined : value;
  }
  return sum;
}
