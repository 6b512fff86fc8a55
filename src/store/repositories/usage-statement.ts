import { CompiledQuery } from "kysely";
import { type Flush, repeatWhenSacrificed, type Session } from "../session.ts";
import { dimensionColumns, sumColumns, type UsageRow } from "./usage-rows.ts";

const columns = [
  "id",
  "endpoint",
  "outcome",
  "end_user",
  ...dimensionColumns,
  ...sumColumns,
  "recorded_at",
] as const satisfies (keyof UsageRow)[];

const numbers: ReadonlySet<string> = new Set(["batch", ...sumColumns, "recorded_at"]);
const arrays = columns.map((name, n) => `$${n + 1}::${numbers.has(name) ? "bigint" : "text"}[]`);

/** Adds what is `fresh` to the hours or days that it falls into. */
function addTo(table: string, time: string, seconds: number, condition = ""): string {
  const key = [time, ...dimensionColumns];
  const summed = ["requests", ...sumColumns];
  return `
    insert into ${table} (${[...key, ...summed].join(", ")})
    select recorded_at / ${seconds * 1_000} * ${seconds} as ${time}, ${dimensionColumns.join(", ")},
      count(*) filter (where kind <> 'fine_tuning'),
      ${sumColumns.map((name) => `cast(sum(${name}) as bigint)`).join(", ")}
    from fresh ${condition}
    group by ${key.join(", ")}
    order by ${key.join(", ")}
    on conflict (${key.join(", ")}) do update
    set ${summed.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(", ")}`;
}

/**
 * Records, hours and days on PostgreSQL: a statement is a transaction, so that a record costs one round trip instead of
 * six. It is the same for any number of records, one array a column, so that it is planned once for each connection:
 * that takes longer than carrying it out.
 *
 * Rows are taken in one order everywhere, so that two servers which add to the same rows do not wait for each other:
 * records by id, then hours, then days. PostgreSQL runs the parts of a statement in whichever order their data allows;
 * so days ask for the count of the hours.
 */
export const recordUsage = `
  with fresh as (
    insert into usage_records (${columns.join(", ")})
    select * from unnest(${arrays.join(", ")})
    on conflict (id) do nothing
    returning ${columns.join(", ")}
  ), hours as (${addTo("usage_hours", "hour", 3_600)}
    returning 1
  ), days as (${addTo("usage_days", "day", 86_400, "where (select count(*) from hours) > 0")}
  )
  select case when $${columns.length + 1} then set_config('synchronous_commit', 'off', true) end`;

/** Within the transaction that the session is in, whose flush it leaves alone, or as one. */
export async function recordInOneStatement(
  { db }: Session,
  rows: readonly UsageRow[],
  flush: Flush,
): Promise<void> {
  // Stable: of an id that comes twice, the first is kept.
  const ordered = rows.toSorted((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  const values = columns.map((name) => ordered.map((row) => row[name]));
  const run = () =>
    db.executeQuery(CompiledQuery.raw(recordUsage, [...values, flush === "soon" && !db.isTransaction]));
  await (db.isTransaction ? run() : repeatWhenSacrificed(run));
}
