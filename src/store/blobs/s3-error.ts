import { S3ServiceException } from "@aws-sdk/client-s3";
import { StoreError, type StoreErrorCode } from "../store-error.ts";
import { blobError } from "./blob-error.ts";

const byName: Readonly<Record<string, StoreErrorCode>> = {
  NoSuchKey: "not-found",
  NotFound: "not-found",
  InvalidRange: "corrupt",
  NoSuchBucket: "cannot-open",
  AccessDenied: "cannot-open",
  InvalidAccessKeyId: "cannot-open",
  SignatureDoesNotMatch: "cannot-open",
  CredentialsProviderError: "cannot-open",
  QuotaExceeded: "disk-full",
  XMinioStorageFull: "disk-full",
};

/** What the object store said, or did not say, in the store's words. */
export function translateS3Error(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const name = error instanceof Error ? error.name : "";
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  // The client's errors carry the whole request, signature included.
  const cause = new Error(error instanceof Error ? `${name}: ${error.message}` : "unknown");
  if (status === 507) return blobError("disk-full", name, cause);
  // Besides answers there are only connections that fail in one way or another.
  return blobError(byName[name] ?? "unavailable", name, cause);
}

export async function asS3Work<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateS3Error(error);
  }
}
