import type { Selectable } from "kysely";
import type { Tables } from "../tables.ts";
import type { FilePurpose } from "./file.ts";

export type UploadStatus = "pending" | "completed" | "cancelled" | "expired";

/** A file that is being sent in parts. */
export interface Upload {
  readonly id: string;
  readonly projectId: string;
  readonly purpose: FilePurpose;
  readonly filename: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Of the file, once it is complete, in seconds. */
  readonly fileExpiresAfter: number | undefined;
  readonly status: UploadStatus;
  /** Once it is complete. */
  readonly fileId: string | undefined;
}

export interface UploadPart {
  readonly id: string;
  readonly uploadId: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

export interface UploadPartLimits {
  /** Of all parts of an upload together. */
  readonly maximumBytes: number;
  readonly maximumParts: number;
}

export type PartAddition = "added" | "not-pending" | "too-many-bytes" | "too-many-parts";

export function toUpload(row: Selectable<Tables["uploads"]>, now: number): Upload {
  const stored = row.status as UploadStatus;
  return {
    id: row.id,
    projectId: row.project_id,
    purpose: row.purpose as FilePurpose,
    filename: row.filename,
    bytes: row.bytes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    fileExpiresAfter: row.file_expires_after ?? undefined,
    status: stored === "pending" && row.expires_at <= now ? "expired" : stored,
    fileId: row.file_id ?? undefined,
  };
}
