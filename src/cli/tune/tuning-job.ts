/** Of the API's fine-tuning job, what is shown here. */
export interface TuningJob {
  readonly id: string;
  readonly status: string;
  readonly fine_tuned_model: string | null;
  readonly trained_tokens: number | null;
  /** Unix seconds. */
  readonly estimated_finish: number | null;
  readonly error: { readonly message: string } | null;
}

export interface TuningEvent {
  readonly id: string;
  readonly type: "message" | "metrics";
  readonly message: string;
  readonly data: {
    readonly step?: number;
    readonly total_steps?: number;
    readonly train_loss?: number;
    readonly full_valid_loss?: number;
  };
}
