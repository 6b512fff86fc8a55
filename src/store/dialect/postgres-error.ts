import pg from "pg";
import { StoreError, type StoreErrorCode } from "../store-error.ts";

/** By SQLSTATE or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const bySqlState: Readonly<Record<string, StoreErrorCode>> = {
  "08": "unavailable",
  "23503": "not-found",
  "23505": "conflict",
  "25006": "read-only",
  "28": "cannot-open",
  "3D": "cannot-open",
  "40": "busy", // deadlock or serialization failure
  "42501": "cannot-open",
  "53": "unavailable",
  "53100": "disk-full",
  "54": "too-large",
  "55P03": "busy",
  "57": "unavailable",
  "57014": "busy", // statement timeout
  "58": "io-error",
  XX001: "corrupt",
  XX002: "corrupt",
};

export function translatePostgresError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof pg.DatabaseError) {
    // These repeat stored values, which have no place in a log.
    error.detail = undefined;
    error.where = undefined;
    error.internalQuery = undefined;
    const state = error.code ?? "";
    const code = bySqlState[state] ?? bySqlState[state.slice(0, 2)] ?? "unexpected";
    return new StoreError(code, { driverCode: state, cause: error });
  }
  // What the client reports by itself is a refused, broken or timed-out connection, unless the call was wrong.
  const defect = !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError;
  return new StoreError(defect ? "unexpected" : "unavailable", { cause: error });
}
