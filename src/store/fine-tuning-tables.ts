import type { Generated } from "kysely";

/** Times are Unix seconds, as the API objects carry them. */
export interface FineTuningJobsTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  status: string;
  created_at: number;
  finished_at: number | null;
  /** JSON: what was asked for; never changes. */
  request: string;
  /** JSON: the hyperparameters as they were chosen; null until they are. */
  hyperparameters: string | null;
  /** JSON: why it failed. */
  error: string | null;
  fine_tuned_model: string | null;
  result_file_id: string | null;
  trained_tokens: number | null;
  estimated_finish: number | null;
}

export interface FineTuningEventsTable {
  sequence: Generated<number>;
  id: string;
  job_id: string;
  /** What it tells, within its job: work that is done again after an interruption tells it once. */
  subject: string;
  created_at: number;
  /** JSON: level, type, message and data. */
  body: string;
}

export interface FineTuningCheckpointsTable {
  sequence: Generated<number>;
  id: string;
  job_id: string;
  step: number;
  created_at: number;
  model: string;
  /** JSON */
  metrics: string;
}

export interface TunedModelsTable {
  sequence: Generated<number>;
  name: string;
  project_id: string;
  base_model: string;
  created_at: number;
  /** Of one that an older program made, there may be no such adapter here. */
  adapter_id: string | null;
}

export interface AdaptersTable {
  id: string;
  blob_key: string;
  /** Of the weights that it changes. */
  weights_sha256: string;
  /** What people call them. */
  weights_title: string;
  rank: number;
  imported: 0 | 1;
}

export interface CheckpointPermissionsTable {
  sequence: Generated<number>;
  id: string;
  model: string;
  project_id: string;
  created_at: number;
}

export interface FineTuningTables {
  fine_tuning_jobs: FineTuningJobsTable;
  fine_tuning_events: FineTuningEventsTable;
  fine_tuning_checkpoints: FineTuningCheckpointsTable;
  tuned_models: TunedModelsTable;
  adapters: AdaptersTable;
  checkpoint_permissions: CheckpointPermissionsTable;
}
