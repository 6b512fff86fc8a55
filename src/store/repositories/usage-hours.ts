import { type Insertable, sql } from "kysely";
import type { Session } from "../session.ts";
import type { Tables } from "../tables.ts";
import { dimensionColumns, sumColumns, type UsageRow } from "./usage-rows.ts";

type HourRow = Insertable<Tables["usage_hours"]>;

/** Adds records to the hours that they fall into, within the transaction that writes them. */
export async function addToHours({ db }: Session, records: readonly UsageRow[]): Promise<void> {
  // In one order everywhere, so that two servers which add to the same hours cannot wait for each other.
  const hours = [...byHour(records)].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  if (hours.length === 0) return;
  const sum = (column: string) =>
    sql<number>`${sql.ref(`usage_hours.${column}`)} + ${sql.ref(`excluded.${column}`)}`;
  await db
    .insertInto("usage_hours")
    .values(hours)
    .onConflict((conflict) =>
      conflict
        .columns(["hour", ...dimensionColumns])
        .doUpdateSet(Object.fromEntries(["requests", ...sumColumns].map((column) => [column, sum(column)]))),
    )
    .execute();
}

function byHour(records: readonly UsageRow[]): Map<string, HourRow> {
  const hours = new Map<string, HourRow>();
  for (const record of records) {
    const {
      id: _,
      endpoint: _endpoint,
      outcome: _outcome,
      end_user: _user,
      recorded_at,
      ...counted
    } = record;
    const hour = Math.floor(recorded_at / 3_600_000) * 3_600;
    const key = JSON.stringify([hour, ...dimensionColumns.map((column) => counted[column])]);
    const known = hours.get(key);
    if (known === undefined) {
      hours.set(key, { ...counted, hour, requests: 1 });
      continue;
    }
    known.requests += 1;
    for (const column of sumColumns) known[column] += counted[column];
  }
  return hours;
}
