import { join } from "node:path";

/** What a backup folder holds. Its manifest is written last: a folder without one is no backup. */
export const backupLayout = (folder: string) => ({
  database: join(folder, "fourone.db"),
  blobs: join(folder, "blobs"),
  manifest: join(folder, "backup.json"),
});

export interface BackupManifest {
  readonly format: 1;
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** `postgres`: the database is not in the folder. */
  readonly database: "sqlite" | "postgres";
  readonly blobs: number;
}

/** Blobs are copied, and looked for, so many at a time. */
export const BLOBS_AT_ONCE = 500;
