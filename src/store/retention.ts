import { setTimeout as sleep } from "node:timers/promises";
import { Files } from "./repositories/files.ts";
import { Uploads } from "./repositories/uploads.ts";
import { Webhooks } from "./repositories/webhooks/webhooks.ts";
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
  const responses = await repeated(deleteExpired("responses", now), session);
  const completions = await repeated(deleteExpired("stored_completions", now), session);
  await repeated((own) => new Uploads(own).expire(batch), session);
  const files = await repeated((own) => new Files(own).deleteExpired(batch), session);
  await new Webhooks(session).forgetOld();
  await session.db
    .deleteFrom("tombstones")
    .where("deleted_at", "<=", now - tombstoneLifetime)
    .execute();
  return { responses, completions, files };
}

/** Does `work`, which ends up to a batch, until there is no more of it. */
async function repeated(work: (session: Session) => Promise<number>, session: Session): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await atomically(session, work);
    total += deleted;
    if (deleted < batch) return total;
    // Lets whoever waits for the connection go first.
    await sleep(0);
  }
}

const deleteExpired =
  (table: "responses" | "stored_completions", now: number) =>
  async ({ db }: Session): Promise<number> => {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where("id", "in", (eb) =>
        eb.selectFrom(table).select("id").where("expires_at", "<=", now).limit(batch),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  };
