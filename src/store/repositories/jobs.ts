import { sql } from "kysely";
import { encodeJson } from "../json.ts";
import { atomically, type Session } from "../session.ts";
import { StoreError } from "../store-error.ts";
import { clockTolerance } from "./administration/limit-buckets.ts";
import { type ClaimQuery, type JobLease, type LeaseKey, type NewJob, toJobLease } from "./job.ts";

/** By which clocks of servers may differ. */
const CLOCK_TOLERANCE_MILLISECONDS = clockTolerance / 1_000;

/**
 * Durable work, shared by any number of processes.
 *
 * ```
 * enqueue ──▶ queued ── claim ──▶ leased ── finish ──▶ gone
 *               ▲                  │  ▲ └─ renew ─┐
 *               └─ release, expiry ┘  └───────────┘
 * ```
 *
 * A job is done at least once; its *effects* happen once if every write goes with `renew` or `finish` in one
 * transaction: both throw `lease-lost` for a worker that was too slow, and so undo what it wrote. Leases are compared
 * by the servers' clocks, which must agree to well within a lease.
 */
export class Jobs {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** To be claimed after `delayMilliseconds` at the earliest. Throws `conflict` where the id is taken. */
  async enqueue(job: NewJob, delayMilliseconds = 0): Promise<void> {
    const row = {
      id: job.id,
      queue: job.queue,
      project_id: job.projectId,
      payload: encodeJson(job.payload),
      priority: job.priority,
      available_at: this.#availableAfter(delayMilliseconds),
      owner: null,
      attempt: 0,
      cancel_requested: 0 as const,
    };
    await this.#session.db.insertInto("jobs").values(row).execute();
  }

  /** Leases up to `limit` jobs that nobody holds, or whose lease has ended. */
  async claim(query: ClaimQuery): Promise<JobLease[]> {
    const { db, dialect, clock } = this.#session;
    const now = clock.now();
    // No right clock has written a lease that ends later: it was set back since.
    const longestLease = now + query.leaseMilliseconds + CLOCK_TOLERANCE_MILLISECONDS;
    // On PostgreSQL other workers skip the rows that this one has picked. SQLite has one writer at a time anyway.
    const rows = await db
      .with("picked", (cte) => {
        const free = cte
          .selectFrom("jobs")
          .select("sequence")
          .where("queue", "=", query.queue)
          .where((eb) =>
            eb.or([
              eb("available_at", "<=", now),
              eb.and([eb("owner", "is not", null), eb("available_at", ">", longestLease)]),
            ]),
          )
          .orderBy("priority")
          .orderBy("sequence")
          .limit(query.limit);
        return dialect === "postgres" ? free.forUpdate().skipLocked() : free;
      })
      .updateTable("jobs")
      .from("picked")
      .whereRef("jobs.sequence", "=", "picked.sequence")
      .set({
        owner: query.owner,
        attempt: sql<number>`attempt + 1`,
        available_at: now + query.leaseMilliseconds,
      })
      .returningAll()
      .execute();
    return rows
      .sort((left, right) => left.priority - right.priority || left.sequence - right.sequence)
      .map(toJobLease);
  }

  /** Holds the job for another `leaseMilliseconds` from now. Throws `lease-lost`. */
  async renew(lease: LeaseKey, leaseMilliseconds: number): Promise<{ readonly cancelRequested: boolean }> {
    const row = await this.#session.db
      .updateTable("jobs")
      .set({ available_at: this.#session.clock.now() + leaseMilliseconds })
      .where("id", "=", lease.id)
      .where("attempt", "=", lease.attempt)
      .where("owner", "is not", null)
      .returning("cancel_requested")
      .executeTakeFirst();
    if (!row) throw new StoreError("lease-lost");
    return { cancelRequested: row.cancel_requested === 1 };
  }

  /** Gives the job back, to be claimed again after `delayMilliseconds`. Throws `lease-lost`. */
  async release(lease: LeaseKey, delayMilliseconds: number): Promise<void> {
    const { numUpdatedRows } = await this.#session.db
      .updateTable("jobs")
      .set({ available_at: this.#availableAfter(delayMilliseconds), owner: null })
      .where("id", "=", lease.id)
      .where("attempt", "=", lease.attempt)
      .where("owner", "is not", null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new StoreError("lease-lost");
  }

  /** Ends the job, whether it did its work or was given up. Throws `lease-lost`. */
  async finish(lease: LeaseKey): Promise<void> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("jobs")
      .where("id", "=", lease.id)
      .where("attempt", "=", lease.attempt)
      .where("owner", "is not", null)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw new StoreError("lease-lost");
  }

  /**
   * `removed`: nobody held the job, and it is gone. `requested`: a worker holds it and learns of the wish when it next
   * renews. `unknown`: there is no such job (any more).
   */
  cancel(projectId: string, id: string): Promise<"removed" | "requested" | "unknown"> {
    return atomically(this.#session, async ({ db, clock }) => {
      const { numUpdatedRows } = await db
        .updateTable("jobs")
        .set({ cancel_requested: 1 })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return "unknown";
      // The row is locked since the update: no worker can claim it in between.
      const { numDeletedRows } = await db
        .deleteFrom("jobs")
        .where("id", "=", id)
        .where((eb) => eb.or([eb("owner", "is", null), eb("available_at", "<=", clock.now())]))
        .executeTakeFirstOrThrow();
      return numDeletedRows === 0n ? "requested" : "removed";
    });
  }

  /** What need not wait is there at once, also on a clock that is set back. */
  #availableAfter(delayMilliseconds: number): number {
    return delayMilliseconds === 0 ? 0 : this.#session.clock.now() + delayMilliseconds;
  }
}
