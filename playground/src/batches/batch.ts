/** A batch as the API shows it. */
export interface Batch {
  readonly id: string;
  readonly endpoint: string;
  readonly model?: string | null;
  readonly status: BatchStatus;
  readonly errors?: {
    readonly data: readonly {
      readonly code?: string;
      readonly message?: string;
      readonly line?: number | null;
      readonly param?: string | null;
    }[];
  } | null;
  readonly input_file_id: string;
  readonly output_file_id?: string | null;
  readonly error_file_id?: string | null;
  readonly created_at: number;
  readonly in_progress_at?: number | null;
  readonly completed_at?: number | null;
  readonly failed_at?: number | null;
  readonly expired_at?: number | null;
  readonly cancelled_at?: number | null;
  readonly expires_at?: number | null;
  readonly request_counts?: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
  } | null;
  readonly usage?: {
    readonly input_tokens: number;
    readonly input_tokens_details: { readonly cached_tokens: number };
    readonly output_tokens: number;
  } | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

export type BatchStatus =
  | "validating"
  | "failed"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "expired"
  | "cancelling"
  | "cancelled";

/** Whether anything will still change. */
export function isRunning({ status }: Batch): boolean {
  return ["validating", "in_progress", "finalizing", "cancelling"].includes(status);
}

/** When it was over, in Unix seconds, however it ended. */
export function endOf(batch: Batch): number | undefined {
  const { completed_at, failed_at, expired_at, cancelled_at } = batch;
  return completed_at ?? failed_at ?? expired_at ?? cancelled_at ?? undefined;
}

/** Part of the lines that have an outcome; undefined while they are not counted yet. */
export function progressOf({ request_counts: counts }: Batch): number | undefined {
  if (!counts || counts.total === 0) return undefined;
  return (counts.completed + counts.failed) / counts.total;
}
