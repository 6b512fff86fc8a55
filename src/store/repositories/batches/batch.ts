import type { Selectable } from "kysely";
import type { BatchesTable } from "../../batch-tables.ts";
import { decodeJson, type Metadata } from "../../json.ts";

export type BatchStatus =
  | "validating"
  | "failed"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "expired"
  | "cancelling"
  | "cancelled";

/** Why the input was refused. `line` counts from 1. */
export interface BatchError {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number | null;
}

export interface NewBatch {
  readonly id: string;
  readonly projectId: string;
  readonly endpoint: string;
  readonly completionWindow: string;
  readonly inputFileId: string;
  /** Unix seconds, as all times of a batch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly metadata: Metadata | undefined;
  /** Seconds that output files live; absent: as long as all of them. */
  readonly outputExpiresAfter: number | undefined;
}

export interface Batch extends NewBatch {
  readonly status: BatchStatus;
  readonly model: string | undefined;
  readonly outputFileId: string | undefined;
  readonly errorFileId: string | undefined;
  readonly inProgressAt: number | undefined;
  readonly finalizingAt: number | undefined;
  readonly completedAt: number | undefined;
  readonly failedAt: number | undefined;
  readonly expiredAt: number | undefined;
  readonly cancellingAt: number | undefined;
  readonly cancelledAt: number | undefined;
  readonly errors: readonly BatchError[] | undefined;
  readonly enqueuedTokens: number;
  readonly counts: BatchCounts;
  readonly usage: BatchUsage;
}

export interface BatchCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

/** Sums over the lines that are done. */
export interface BatchUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** What changes with a batch's status. */
export interface BatchChange {
  readonly status: BatchStatus;
  readonly model?: string;
  readonly total?: number;
  readonly enqueuedTokens?: number;
  readonly errors?: readonly BatchError[];
  readonly outputFileId?: string | undefined;
  readonly errorFileId?: string | undefined;
}

export const toBatch = (row: Selectable<BatchesTable>): Batch => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status as BatchStatus,
  endpoint: row.endpoint,
  completionWindow: row.completion_window,
  model: row.model ?? undefined,
  inputFileId: row.input_file_id,
  outputFileId: row.output_file_id ?? undefined,
  errorFileId: row.error_file_id ?? undefined,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  inProgressAt: row.in_progress_at ?? undefined,
  finalizingAt: row.finalizing_at ?? undefined,
  completedAt: row.completed_at ?? undefined,
  failedAt: row.failed_at ?? undefined,
  expiredAt: row.expired_at ?? undefined,
  cancellingAt: row.cancelling_at ?? undefined,
  cancelledAt: row.cancelled_at ?? undefined,
  metadata: row.metadata === null ? undefined : decodeJson<Metadata>(row.metadata),
  outputExpiresAfter: row.output_expires_after ?? undefined,
  errors: row.errors === null ? undefined : decodeJson<{ list: BatchError[] }>(row.errors).list,
  enqueuedTokens: row.enqueued_tokens,
  counts: { total: row.total, completed: row.completed, failed: row.failed },
  usage: {
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
  },
});
