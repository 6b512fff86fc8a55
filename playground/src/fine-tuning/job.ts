/** A fine-tuning job as the API shows it. */
export interface Job {
  readonly id: string;
  /** The snapshot that it tunes. */
  readonly model: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly fine_tuned_model: string | null;
  readonly result_files: readonly string[];
  readonly status: JobStatus;
  readonly training_file: string;
  readonly validation_file: string | null;
  readonly method:
    | { readonly type: "supervised"; readonly supervised: { readonly hyperparameters: Hyperparameters } }
    | { readonly type: "dpo"; readonly dpo: { readonly hyperparameters: Hyperparameters } };
  readonly trained_tokens: number | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly param: string | null;
  } | null;
  readonly user_provided_suffix: string | null;
  readonly seed: number;
  /** Unix seconds. */
  readonly estimated_finish: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

export type JobStatus =
  | "validating_files"
  | "queued"
  | "running"
  | "paused"
  | "succeeded"
  | "failed"
  | "cancelled";

export interface Hyperparameters {
  readonly batch_size: number | "auto";
  readonly learning_rate_multiplier: number | "auto";
  readonly n_epochs: number | "auto";
  readonly beta?: number | "auto";
}

export interface JobEvent {
  readonly id: string;
  readonly created_at: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly type: "message" | "metrics";
  readonly data: Metrics;
}

export interface Metrics {
  readonly step?: number;
  readonly total_steps?: number;
  readonly train_loss?: number;
  readonly train_mean_token_accuracy?: number;
  readonly full_valid_loss?: number;
  readonly full_valid_mean_token_accuracy?: number;
}

export interface Checkpoint {
  readonly id: string;
  readonly created_at: number;
  readonly fine_tuned_model_checkpoint: string;
  readonly step_number: number;
  readonly metrics: Metrics;
}

/** Whether anything will change without anybody's doing. */
export function isUnderWay({ status }: Job): boolean {
  return ["validating_files", "queued", "running"].includes(status);
}

/** Whether it can still be cancelled. */
export function isOpen(job: Job): boolean {
  return isUnderWay(job) || job.status === "paused";
}

/** The file to take a question from: of examples that are not learned, where there are any. */
export function sampleFileOf({ validation_file, training_file }: Job): string {
  return validation_file ?? training_file;
}

/** What people call it. */
export function titleOf({ user_provided_suffix: suffix, metadata, id }: Job): string {
  return suffix ?? metadata?.file ?? id;
}

export function hyperparametersOf({ method }: Job): Hyperparameters {
  return method.type === "dpo" ? method.dpo.hyperparameters : method.supervised.hyperparameters;
}

/** Seconds until it is expected to end, once that is known. */
export function secondsLeft({ status, estimated_finish: finish }: Job): number | undefined {
  return status === "running" && finish !== null ? Math.max(0, finish - Date.now() / 1000) : undefined;
}
