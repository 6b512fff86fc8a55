import type { Selectable } from "kysely";
import type {
  FineTuningCheckpointsTable,
  FineTuningEventsTable,
  FineTuningJobsTable,
} from "../../fine-tuning-tables.ts";
import { decodeJson, type JsonObject, type Metadata } from "../../json.ts";

export type FineTuningStatus =
  | "validating_files"
  | "queued"
  | "running"
  | "paused"
  | "succeeded"
  | "failed"
  | "cancelled";

type Choice = number | "auto";

export interface FineTuningHyperparameters {
  readonly batchSize: Choice;
  readonly learningRateMultiplier: Choice;
  readonly epochs: Choice;
  /** Of preference tuning. */
  readonly beta?: Choice;
}

/** What was asked for, and what was settled at once. */
export interface FineTuningRequest {
  /** The base model's snapshot. */
  readonly model: string;
  readonly trainingFileId: string;
  readonly validationFileId?: string;
  readonly method: "supervised" | "dpo";
  readonly hyperparameters: FineTuningHyperparameters;
  readonly seed: number;
  readonly suffix?: string;
  readonly metadata?: Metadata;
  /** What the tuned model will be called. */
  readonly tunedName: string;
  /** The distillation that it is part of. */
  readonly distillationId?: string;
  /** Whose key asked for it, if any: its tokens are counted there. */
  readonly apiKeyId?: string;
  readonly userId?: string;
}

export interface FineTuningError {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

export interface NewFineTuningJob {
  readonly id: string;
  readonly projectId: string;
  /** Unix seconds, as all times of a job. */
  readonly createdAt: number;
  readonly request: FineTuningRequest;
}

export interface FineTuningJob extends NewFineTuningJob {
  readonly status: FineTuningStatus;
  readonly finishedAt: number | undefined;
  /** As they were chosen. */
  readonly hyperparameters: FineTuningHyperparameters | undefined;
  readonly error: FineTuningError | undefined;
  readonly fineTunedModel: string | undefined;
  readonly resultFileId: string | undefined;
  /** So far; while it trains, too. */
  readonly trainedTokens: number | undefined;
  readonly estimatedFinish: number | undefined;
}

/** What changes while a job runs; null takes an estimate back. */
export interface FineTuningChange {
  readonly status?: FineTuningStatus;
  readonly hyperparameters?: FineTuningHyperparameters;
  readonly error?: FineTuningError;
  readonly fineTunedModel?: string;
  readonly resultFileId?: string;
  readonly trainedTokens?: number;
  readonly estimatedFinish?: number | null;
}

export interface FineTuningEvent {
  readonly id: string;
  readonly jobId: string;
  /** What it tells, within its job: told again, it is not kept again. */
  readonly subject: string;
  readonly createdAt: number;
  readonly level: "info" | "warn" | "error";
  readonly type: "message" | "metrics";
  readonly message: string;
  readonly data: JsonObject;
}

export interface FineTuningCheckpoint {
  readonly id: string;
  readonly jobId: string;
  readonly step: number;
  readonly createdAt: number;
  /** The name that it is served under. */
  readonly model: string;
  readonly metrics: JsonObject;
}

const parsed = <T>(text: string): T => decodeJson(text) as unknown as T;

export const toFineTuningJob = (row: Selectable<FineTuningJobsTable>): FineTuningJob => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status as FineTuningStatus,
  createdAt: row.created_at,
  finishedAt: row.finished_at ?? undefined,
  request: parsed(row.request),
  hyperparameters: row.hyperparameters === null ? undefined : parsed(row.hyperparameters),
  error: row.error === null ? undefined : parsed(row.error),
  fineTunedModel: row.fine_tuned_model ?? undefined,
  resultFileId: row.result_file_id ?? undefined,
  trainedTokens: row.trained_tokens ?? undefined,
  estimatedFinish: row.estimated_finish ?? undefined,
});

export const toFineTuningEvent = (row: Selectable<FineTuningEventsTable>): FineTuningEvent => ({
  id: row.id,
  jobId: row.job_id,
  subject: row.subject,
  createdAt: row.created_at,
  ...parsed<Pick<FineTuningEvent, "level" | "type" | "message" | "data">>(row.body),
});

export const toFineTuningCheckpoint = (
  row: Selectable<FineTuningCheckpointsTable>,
): FineTuningCheckpoint => ({
  id: row.id,
  jobId: row.job_id,
  step: row.step,
  createdAt: row.created_at,
  model: row.model,
  metrics: decodeJson(row.metrics),
});
