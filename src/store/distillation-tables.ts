import type { Generated } from "kysely";

/** Times are Unix seconds, as the API objects carry them. */
export interface DistillationsTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  status: string;
  created_at: number;
  finished_at: number | null;
  /** JSON: what was asked for; never changes. */
  request: string;
  /** JSON; null until the files are made. */
  counts: string | null;
  training_file_id: string | null;
  held_out_file_id: string | null;
  fine_tuning_job_id: string | null;
  fine_tuned_model: string | null;
  /** JSON */
  comparison: string | null;
  /** JSON: why it failed. */
  error: string | null;
}

/** The prompts that were held out of a training, and what was said to them. */
export interface DistillationPromptsTable {
  distillation_id: string;
  position: number;
  /** JSON: a chat completion's body, without its model. */
  request: string;
  /** JSON: the teacher's answer. */
  teacher: string;
  /** JSON: the student's answers, before and after it was trained; null until it is asked. */
  before: string | null;
  after: string | null;
}

export interface DistillationTables {
  distillations: DistillationsTable;
  distillation_prompts: DistillationPromptsTable;
}
