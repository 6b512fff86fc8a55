import { type Insertable, type Kysely, sql } from "kysely";
import { atomically, type Flush, type Session } from "../session.ts";
import type { Tables } from "../tables.ts";
import { inChunks } from "./chunks.ts";
import { dimensionColumns, sumColumns, type UsageRow } from "./usage-rows.ts";

type TotalRow = Omit<Insertable<Tables["usage_hours"]>, "hour"> & { start: number };

const TOTALS = [
  { table: "usage_hours", time: "hour", seconds: 3_600 },
  { table: "usage_days", time: "day", seconds: 86_400 },
] as const;

/** Records, hours and days on SQLite, where a step costs no round trip: one after the other in a transaction. */
export function recordInSteps(session: Session, rows: readonly UsageRow[], flush: Flush): Promise<void> {
  const write = (inside: Session) =>
    inChunks(rows, async (chunk) => {
      const written = await inside.db
        .insertInto("usage_records")
        .values(chunk)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id")
        .execute();
      const ids = new Set(written.map(({ id }) => id));
      // An id that comes twice in one call is written once, and counts once.
      const fresh = chunk.filter(({ id }) => ids.delete(id));
      if (fresh.length > 0) await addToTotals(inside, fresh);
    });
  return atomically(session, write, flush);
}

async function addToTotals({ db }: Session, records: readonly UsageRow[]): Promise<void> {
  const sum = (table: string, column: string) =>
    sql<number>`${sql.ref(`${table}.${column}`)} + ${sql.ref(`excluded.${column}`)}`;
  for (const { table, time, seconds } of TOTALS) {
    const rows = totalsOf(records, seconds).map(({ start, ...row }) => ({ ...row, [time]: start }));
    // The tables differ in one column's name alone, which is more than the types can follow.
    await (db as unknown as Kysely<Record<string, Record<string, unknown>>>)
      .insertInto(table)
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns([time, ...dimensionColumns])
          .doUpdateSet(
            Object.fromEntries(["requests", ...sumColumns].map((column) => [column, sum(table, column)])),
          ),
      )
      .execute();
  }
}

function totalsOf(records: readonly UsageRow[], seconds: number): TotalRow[] {
  const totals = new Map<string, TotalRow>();
  for (const record of records) {
    const {
      id: _,
      endpoint: _endpoint,
      outcome: _outcome,
      end_user: _user,
      recorded_at,
      ...counted
    } = record;
    const start = Math.floor(recorded_at / (seconds * 1_000)) * seconds;
    // A fine-tuning job is no request to a model.
    const requests = record.kind === "fine_tuning" ? 0 : 1;
    const key = JSON.stringify([start, ...dimensionColumns.map((column) => counted[column])]);
    const known = totals.get(key);
    if (known === undefined) {
      totals.set(key, { ...counted, start, requests });
      continue;
    }
    known.requests += requests;
    for (const column of sumColumns) known[column] += counted[column];
  }
  return [...totals.values()];
}
