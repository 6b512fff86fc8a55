import { setTimeout as sleep } from "node:timers/promises";
import { Files } from "./repositories/files.ts";
import { atomically, type Session } from "./session.ts";

/** Rows deleted in one transaction: few enough that requests notice nothing. */
const batch = 100;

/** A list that is walked while it is emptied is walked within a day. */
const tombstoneLifetime = 24 * 60 * 60_000;

export interface SweepResult {
  readonly responses: number;
  readonly completions: number;
  readonly files: number;
}

/** Deletes everything whose time is over. Several servers may do so at once. */
export async function sweep(session: Session): Promise<SweepResult> {
  const now = session.clock.now();
  const responses = await deleteExpired(session, "responses", now);
  const completions = await deleteExpired(session, "stored_completions", now);
  const files = await deleteExpiredFiles(session);
  await session.db
    .deleteFrom("tombstones")
    .where("deleted_at", "<=", now - tombstoneLifetime)
    .execute();
  return { responses, completions, files };
}

async function deleteExpiredFiles(session: Session): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await atomically(session, (own) => new Files(own).deleteExpired(batch));
    total += deleted;
    if (deleted < batch) return total;
    await sleep(0);
  }
}

async function deleteExpired(
  session: Session,
  table: "responses" | "stored_completions",
  now: number,
): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await atomically(session, async ({ db }) => {
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where("id", "in", (eb) =>
          eb.selectFrom(table).select("id").where("expires_at", "<=", now).limit(batch),
        )
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    });
    total += deleted;
    if (deleted < batch) return total;
    // Lets whoever waits for the connection go first.
    await sleep(0);
  }
}
