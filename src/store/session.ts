import { type Kysely, sql } from "kysely";
import type { Clock } from "./clock.ts";
import type { OpenDatabase } from "./open-database.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** What a repository works with: a database, or one transaction in it. */
export interface Session extends Pick<OpenDatabase, "db" | "dialect" | "scope" | "flushSoon"> {
  readonly clock: Clock;
  /** How long responses and stored completions are kept, in milliseconds. */
  readonly retention: number;
}

/** Two transactions that wait for each other, of which PostgreSQL ended this one. */
const sacrificed = (error: unknown) => error instanceof StoreError && error.driverCode === "40P01";

const tries = 4;

/**
 * When a commit is flushed to the disk. `now`: before it is acknowledged. `soon`: it is acknowledged when the database
 * has it, so that it survives the end of this process, and flushed within a second; a loss of power in between takes
 * it back whole, together with all that was committed after it.
 */
export type Flush = "now" | "soon";

/**
 * Does all of `work` or nothing of it. Joins the transaction that the session is in; otherwise makes one, and repeats
 * it when PostgreSQL resolved a deadlock at its cost: so `work` must have no effect outside the database.
 */
export async function atomically<T>(
  session: Session,
  work: (session: Session) => Promise<T>,
  flush: Flush = "now",
): Promise<T> {
  if (session.db.isTransaction) return work(session);
  const transact =
    flush === "now" ? inTransaction : session.dialect === "sqlite" ? unflushed : unflushedByServer;
  const result = await repeatWhenSacrificed(() => transact(session, work));
  if (flush === "soon") session.flushSoon();
  return result;
}

/** Does a whole transaction, and does it anew when PostgreSQL resolved a deadlock at its cost. */
export async function repeatWhenSacrificed<T>(transact: () => Promise<T>): Promise<T> {
  for (let remaining = tries - 1; ; remaining--) {
    try {
      return await transact();
    } catch (error) {
      if (remaining === 0 || !sacrificed(error)) throw error;
    }
  }
}

type Transact = <T>(session: Session, work: (session: Session) => Promise<T>) => Promise<T>;

const inTransaction: Transact = (session, work) => transaction(session.db, session, work);

const transaction = <T>(db: Kysely<Tables>, session: Session, work: (session: Session) => Promise<T>) =>
  db.transaction().execute((trx) => session.scope.run(() => work({ ...session, db: trx })));

/** The setting belongs to the connection, which nobody else has meanwhile. */
const unflushed: Transact = (session, work) =>
  session.db.connection().execute(async (db) => {
    await sql`pragma synchronous = normal`.execute(db);
    try {
      return await transaction(db, session, work);
    } finally {
      await sql`pragma synchronous = full`.execute(db);
    }
  });

const unflushedByServer: Transact = (session, work) =>
  inTransaction(session, async (inside) => {
    await sql`set local synchronous_commit = off`.execute(inside.db);
    return work(inside);
  });

/** Several reads that see the same state of the database. */
export async function snapshot<T>(session: Session, read: (session: Session) => Promise<T>): Promise<T> {
  if (session.db.isTransaction) return read(session);
  const transaction = session.db.transaction().setAccessMode("read only");
  // SQLite knows one isolation level, and Kysely refuses to be told so.
  const isolated =
    session.dialect === "postgres" ? transaction.setIsolationLevel("repeatable read") : transaction;
  return isolated.execute((db) => session.scope.run(() => read({ ...session, db })));
}
