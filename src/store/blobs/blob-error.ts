import { StoreError, type StoreErrorCode } from "../store-error.ts";

const messages: Partial<Record<StoreErrorCode, string>> = {
  "disk-full": "There is no room left where files are kept.",
  "io-error": "The disk that holds the files reported an error.",
  "read-only": "The place where files are kept cannot be written.",
  "not-found": "A file's content is missing.",
  corrupt: "A file's content is damaged.",
  unavailable: "The place where files are kept cannot be reached.",
  "cannot-open": "The place where files are kept does not exist, or refuses access.",
  busy: "The place where files are kept has too much to do.",
  unexpected: "The place where files are kept failed.",
};

export function blobError(code: StoreErrorCode, driverCode?: string, cause?: unknown): StoreError {
  const message = messages[code];
  return new StoreError(code, {
    ...(message !== undefined && { message }),
    ...(driverCode !== undefined && { driverCode }),
    cause,
  });
}

const byErrno: Readonly<Record<string, StoreErrorCode>> = {
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  EFBIG: "disk-full",
  ENOENT: "not-found",
  EROFS: "read-only",
  EACCES: "read-only",
  EPERM: "read-only",
  EMFILE: "busy",
  ENFILE: "busy",
  ETIMEDOUT: "unavailable",
};

/** What the file system said, in the store's words. */
export function translateFileError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return blobError(byErrno[code] ?? (code.startsWith("E") ? "io-error" : "unexpected"), code, error);
}

/** Does file work; failures come out in the store's words. */
export async function asFileWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateFileError(error);
  }
}
