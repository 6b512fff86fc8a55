import type { Selectable } from "kysely";
import type { DistillationPromptsTable, DistillationsTable } from "../../distillation-tables.ts";
import { decodeJson, type JsonObject, type Metadata } from "../../json.ts";
import type { FineTuningHyperparameters } from "../fine-tuning/fine-tuning-job.ts";

export type DistillationStatus =
  | "preparing"
  | "training"
  | "comparing"
  | "succeeded"
  | "failed"
  | "cancelled";

/** What was asked for, and what was settled at once. Never changes. */
export interface DistillationRequest {
  /** Snapshots. */
  readonly teacher: string;
  readonly student?: string;
  readonly metadata?: Metadata;
  /** Unix seconds. */
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly limit: number;
  /** A share below 1, or a number of prompts; absent: chosen. */
  readonly heldOut?: number;
  readonly seed: number;
  readonly train: boolean;
  readonly name?: string;
  readonly suffix?: string;
  readonly hyperparameters: FineTuningHyperparameters;
  /** The API key that it was ordered with. */
  readonly keyId?: string;
}

export interface DistillationError {
  readonly code: string;
  readonly message: string;
}

export interface NewDistillation {
  readonly id: string;
  readonly projectId: string;
  /** Unix seconds, as all times of a distillation. */
  readonly createdAt: number;
  readonly request: DistillationRequest;
}

export interface Distillation extends NewDistillation {
  readonly status: DistillationStatus;
  readonly finishedAt: number | undefined;
  /** As the API shows it, as is `comparison`. */
  readonly counts: JsonObject | undefined;
  readonly trainingFileId: string | undefined;
  readonly heldOutFileId: string | undefined;
  readonly fineTuningJobId: string | undefined;
  readonly fineTunedModel: string | undefined;
  readonly comparison: JsonObject | undefined;
  readonly error: DistillationError | undefined;
}

/** What changes while it is at work. */
export interface DistillationChange {
  readonly status: DistillationStatus;
  readonly counts?: JsonObject;
  readonly trainingFileId?: string;
  readonly heldOutFileId?: string | undefined;
  readonly fineTuningJobId?: string;
  readonly fineTunedModel?: string;
  readonly comparison?: JsonObject;
  readonly error?: DistillationError;
}

export interface HeldOutPrompt {
  /** From 0. */
  readonly position: number;
  /** A chat completion's body, without its model. */
  readonly request: JsonObject;
  readonly teacher: DistillationAnswer;
}

/** An answer as it is compared. */
export interface DistillationAnswer {
  /** As a chat completion has it; absent where none came. */
  readonly message?: JsonObject;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** It ended at the limit on tokens. */
  readonly cutShort: boolean;
  /** How it agrees with the teacher's. */
  readonly exactMatch: boolean;
  readonly tokenF1: number;
}

/** The student before and after it was trained. */
export type DistillationSide = "before" | "after";

export interface DistillationPrompt extends HeldOutPrompt {
  readonly before: DistillationAnswer | undefined;
  readonly after: DistillationAnswer | undefined;
}

const parsed = <T>(text: string): T => decodeJson(text) as unknown as T;

export const toDistillation = (row: Selectable<DistillationsTable>): Distillation => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status as DistillationStatus,
  createdAt: row.created_at,
  finishedAt: row.finished_at ?? undefined,
  request: parsed(row.request),
  counts: row.counts === null ? undefined : decodeJson(row.counts),
  trainingFileId: row.training_file_id ?? undefined,
  heldOutFileId: row.held_out_file_id ?? undefined,
  fineTuningJobId: row.fine_tuning_job_id ?? undefined,
  fineTunedModel: row.fine_tuned_model ?? undefined,
  comparison: row.comparison === null ? undefined : decodeJson(row.comparison),
  error: row.error === null ? undefined : parsed(row.error),
});

export const toDistillationPrompt = (
  row: Omit<Selectable<DistillationPromptsTable>, "distillation_id">,
): DistillationPrompt => ({
  position: row.position,
  request: decodeJson(row.request),
  teacher: parsed(row.teacher),
  before: row.before === null ? undefined : parsed(row.before),
  after: row.after === null ? undefined : parsed(row.after),
});
