import type { Selectable } from "kysely";
import type { Tables } from "../tables.ts";
import type { PageQuery } from "./page.ts";

/** What files are for, as clients and jobs of the service say it. */
export const filePurposes = [
  "assistants",
  "assistants_output",
  "batch",
  "batch_output",
  "fine-tune",
  "fine-tune-results",
  "vision",
  "user_data",
  "evals",
] as const;
export type FilePurpose = (typeof filePurposes)[number];

export interface StoredFile {
  readonly id: string;
  readonly projectId: string;
  readonly purpose: FilePurpose;
  readonly filename: string;
  readonly bytes: number;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Unix milliseconds; undefined: never. */
  readonly expiresAt: number | undefined;
}

export interface FileQuery extends PageQuery {
  readonly purpose?: string | undefined;
}

export const toStoredFile = (row: Selectable<Tables["files"]>): StoredFile => ({
  id: row.id,
  projectId: row.project_id,
  purpose: row.purpose as FilePurpose,
  filename: row.filename,
  bytes: row.bytes,
  createdAt: row.created_at,
  expiresAt: row.expires_at ?? undefined,
});
