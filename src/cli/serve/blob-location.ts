import { join } from "node:path";
import type { Config } from "../../config/index.ts";
import type { BlobLocation } from "../../store/index.ts";

/** The object store that is configured, or a folder in the home. */
export function blobLocation({ home, blobs: { s3 } }: Pick<Config, "home" | "blobs">): BlobLocation {
  if (s3 === undefined) return { kind: "folder", path: join(home, "blobs") };
  const { accessKeyId, secretAccessKey, timeoutSeconds, ...location } = s3;
  const credentials =
    accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined;
  return { kind: "s3", ...location, credentials, timeoutMilliseconds: timeoutSeconds * 1000 };
}
