import { atomically, type Session } from "../../session.ts";

/** A bucket refills from empty to full in one minute. */
export const bucketWindow = 60_000_000;

/**
 * Servers' clocks may differ by so much. A bucket that says it needs longer than a minute and this to be full was
 * written by a clock that has been set back since: it counts as full.
 */
export const clockTolerance = 5_000_000;

export interface Withdrawal {
  readonly bucket: string;
  /** Microseconds that the bucket takes to refill what must be had. */
  readonly need: number;
  /** The same of what is taken if it is there. At least `need`. */
  readonly want: number;
}

export interface Withdrawn {
  /** For each withdrawal; undefined where one of them could not be met, and nothing was taken from any. */
  readonly granted: readonly number[] | undefined;
  /** Unix microseconds: when each bucket will be full. */
  readonly fullAt: readonly number[];
}

/**
 * Token buckets, shared by all servers on the database. One number says all about a bucket: when it will be full
 * again. Taking moves it into the future, by at most a minute from now; time passing needs no writing.
 *
 * ```
 *      now ────── what is missing ──────▶ full_at ── what is there ──▶ now + 1 min
 * ```
 */
export class LimitBuckets {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** All of the withdrawals, or none. */
  take(withdrawals: readonly Withdrawal[]): Promise<Withdrawn> {
    return atomically(this.#session, async ({ db, dialect, clock }) => {
      const now = clock.now() * 1000;
      const names = withdrawals.map(({ bucket }) => bucket);
      // Rows are made, and so locked, in one order, so that two servers cannot wait for each other.
      const fresh = names.toSorted().map((bucket) => ({ bucket, full_at: now }));
      await db
        .insertInto("limit_buckets")
        .values(fresh)
        .onConflict((conflict) => conflict.column("bucket").doNothing())
        .execute();
      const select = db
        .selectFrom("limit_buckets")
        .selectAll()
        .where("bucket", "in", names)
        .orderBy("bucket");
      const rows = await (dialect === "postgres" ? select.forUpdate() : select).execute();
      const stored = new Map(rows.map(({ bucket, full_at }) => [bucket, full_at]));
      const before = names.map((name) => effectiveFullAt(stored.get(name) ?? now, now));
      const rooms = before.map((fullAt) => now + bucketWindow - fullAt);
      if (withdrawals.some(({ need }, index) => need > (rooms[index] ?? 0))) {
        return { granted: undefined, fullAt: before };
      }
      const granted = withdrawals.map(({ want }, index) => Math.floor(Math.min(want, rooms[index] ?? 0)));
      const fullAt = before.map((moment, index) => moment + (granted[index] ?? 0));
      for (const [index, bucket] of names.entries()) {
        const full_at = fullAt[index] ?? now;
        await db.updateTable("limit_buckets").set({ full_at }).where("bucket", "=", bucket).execute();
      }
      return { granted, fullAt };
    });
  }

  /** Returns what was taken and not used, in microseconds. */
  async giveBack(bucket: string, unused: number): Promise<void> {
    await this.#session.db
      .updateTable("limit_buckets")
      .set((eb) => ({ full_at: eb("full_at", "-", Math.floor(unused)) }))
      .where("bucket", "=", bucket)
      .execute();
  }
}

/** When a bucket is full: never before now, and never by a clock that was set back. */
export function effectiveFullAt(fullAt: number, now: number): number {
  return fullAt > now + bucketWindow + clockTolerance ? now : Math.max(fullAt, now);
}
