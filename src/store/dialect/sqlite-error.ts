import { StoreError, type StoreErrorCode } from "../store-error.ts";

/** By primary result code, https://sqlite.org/rescode.html. */
const byPrimaryCode: Readonly<Record<number, StoreErrorCode>> = {
  3: "cannot-open",
  5: "busy",
  6: "busy",
  8: "read-only",
  10: "io-error",
  11: "corrupt",
  13: "disk-full",
  14: "cannot-open",
  18: "too-large",
  26: "corrupt",
};

/** By extended result code, where the primary one says too little. */
const byExtendedCode: Readonly<Record<number, StoreErrorCode>> = {
  787: "not-found", // SQLITE_CONSTRAINT_FOREIGNKEY
  1555: "conflict", // SQLITE_CONSTRAINT_PRIMARYKEY
  2067: "conflict", // SQLITE_CONSTRAINT_UNIQUE
};

export function translateSqliteError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) {
    return new StoreError("unexpected", { cause: error });
  }
  const code = byExtendedCode[error.errcode] ?? byPrimaryCode[error.errcode & 0xff] ?? "unexpected";
  return new StoreError(code, { driverCode: String(error.errcode), cause: error });
}
