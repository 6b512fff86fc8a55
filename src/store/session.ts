import type { Clock } from "./clock.ts";
import type { OpenDatabase } from "./open-database.ts";
import { StoreError } from "./store-error.ts";

/** What a repository works with: a database, or one transaction in it. */
export interface Session extends Pick<OpenDatabase, "db" | "dialect" | "scope"> {
  readonly clock: Clock;
  /** How long responses and stored completions are kept, in milliseconds. */
  readonly retention: number;
}

/** Two transactions that wait for each other, of which PostgreSQL ended this one. */
const sacrificed = (error: unknown) => error instanceof StoreError && error.driverCode === "40P01";

const tries = 4;

/**
 * Does all of `work` or nothing of it. Joins the transaction that the session is in; otherwise makes one, and repeats
 * it when PostgreSQL resolved a deadlock at its cost: so `work` must have no effect outside the database.
 */
export async function atomically<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  if (session.db.isTransaction) return work(session);
  for (let remaining = tries - 1; ; remaining--) {
    try {
      return await session.db
        .transaction()
        .execute((db) => session.scope.run(() => work({ ...session, db })));
    } catch (error) {
      if (remaining === 0 || !sacrificed(error)) throw error;
    }
  }
}

/** Several reads that see the same state of the database. */
export async function snapshot<T>(session: Session, read: (session: Session) => Promise<T>): Promise<T> {
  if (session.db.isTransaction) return read(session);
  const transaction = session.db.transaction().setAccessMode("read only");
  // SQLite knows one isolation level, and Kysely refuses to be told so.
  const isolated =
    session.dialect === "postgres" ? transaction.setIsolationLevel("repeatable read") : transaction;
  return isolated.execute((db) => session.scope.run(() => read({ ...session, db })));
}
