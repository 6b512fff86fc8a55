import type { Generated } from "kysely";

/** Times are Unix seconds, as the API object carries them; null until the batch gets there. */
export interface BatchesTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  status: string;
  endpoint: string;
  completion_window: string;
  /** Known once the input is read. */
  model: string | null;
  input_file_id: string;
  output_file_id: string | null;
  error_file_id: string | null;
  created_at: number;
  expires_at: number;
  in_progress_at: number | null;
  finalizing_at: number | null;
  completed_at: number | null;
  failed_at: number | null;
  expired_at: number | null;
  cancelling_at: number | null;
  cancelled_at: number | null;
  /** JSON, null where the client sent none. */
  metadata: string | null;
  /** Seconds that output files live, null for the default. */
  output_expires_after: number | null;
  /** JSON: why the input was refused. */
  errors: string | null;
  /** Prompt tokens waiting, as estimated from the input. */
  enqueued_tokens: number;
  total: number;
  completed: number;
  failed: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
}

/** The requests of batches that are not over, and their results. */
export interface BatchLinesTable {
  batch_id: string;
  /** From 1, as in the file. */
  line: number;
  custom_id: string;
  /** The JSON body to be sent. */
  request: string;
  /** What is written of it into the output or error file; null until it is done. */
  result: string | null;
  /** Whether the result belongs into the output file, 1, or the error file, 0. */
  succeeded: 0 | 1 | null;
}

export interface BatchTables {
  batches: BatchesTable;
  batch_lines: BatchLinesTable;
}
