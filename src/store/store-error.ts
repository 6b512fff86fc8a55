/**
 * Why the store could not do what was asked.
 *
 * - `busy`: another process held the database, or a lock in it, longer than the time allowed. Try again.
 * - `unavailable`: the database server cannot be reached or went away. Whether the last write happened is unknown.
 * - `disk-full`, `read-only`, `io-error`: nothing was written; the operator must act.
 * - `corrupt`: the file is no database, or is damaged.
 * - `cannot-open`: the file or the server refused to be opened (missing folder, permissions, wrong password).
 * - `database-newer`: a newer program has written this database.
 * - `conflict`: a row with this id exists already.
 * - `not-found`: the row that the new one belongs to is gone.
 * - `cursor-not-found`: `after` names no row of this list.
 * - `lease-lost`: another worker holds the job, or it is gone.
 * - `too-large`: a value exceeds what the database takes.
 * - `closed`: the store has been closed.
 * - `unexpected`: anything else; a defect.
 */
export type StoreErrorCode =
  | "busy"
  | "unavailable"
  | "disk-full"
  | "read-only"
  | "io-error"
  | "corrupt"
  | "cannot-open"
  | "database-newer"
  | "conflict"
  | "not-found"
  | "cursor-not-found"
  | "lease-lost"
  | "too-large"
  | "closed"
  | "unexpected";

const messages: Record<StoreErrorCode, string> = {
  busy: "The database is locked by another process.",
  unavailable: "The database server cannot be reached.",
  "disk-full": "The disk that holds the database is full.",
  "read-only": "The database cannot be written.",
  "io-error": "The disk that holds the database reported an error.",
  corrupt: "The database is damaged, or the file is not a database.",
  "cannot-open": "The database cannot be opened.",
  "database-newer": "The database was written by a newer version of this program.",
  conflict: "A record with this id exists already.",
  "not-found": "The record that this belongs to does not exist.",
  "cursor-not-found": "The record to continue after does not exist.",
  "lease-lost": "The job is no longer held by this worker.",
  "too-large": "The value is larger than the database allows.",
  closed: "The store is closed.",
  unexpected: "The store failed.",
};

export interface StoreErrorOptions {
  /** Replaces the code's own sentence. Never holds paths, SQL or stored values. */
  readonly message?: string;
  /** SQLite's extended result code or PostgreSQL's SQLSTATE, for the log. */
  readonly driverCode?: string;
  readonly cause?: unknown;
}

/** The only error that the store throws. `message` is fit for an operator: no path, no SQL, no stored value. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly driverCode: string | undefined;

  constructor(code: StoreErrorCode, options: StoreErrorOptions = {}) {
    super(options.message ?? messages[code], "cause" in options ? { cause: options.cause } : undefined);
    this.name = "StoreError";
    this.code = code;
    this.driverCode = options.driverCode;
  }
}
