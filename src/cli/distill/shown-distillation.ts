/** Of the API's objects, what is shown here. */
export interface ShownDistillation {
  readonly id: string;
  readonly status: string;
  readonly counts: DistillationCounts | null;
  readonly answers: { readonly done: number; readonly total: number } | null;
  readonly training_file: string | null;
  readonly held_out_file: string | null;
  readonly fine_tuning_job: string | null;
  readonly fine_tuned_model: string | null;
  readonly comparison: ShownComparison | null;
  readonly error: { readonly message: string } | null;
}

export interface DistillationCounts {
  readonly matched: number;
  readonly unusable: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly training: number;
  readonly held_out: number;
}

export interface ShownComparison {
  readonly prompts: number;
  readonly currency: string;
  readonly teacher: ShownFigures;
  readonly before: StudentFigures;
  readonly after: StudentFigures;
}

interface ShownFigures {
  readonly mean_output_tokens: number | null;
  readonly cost_per_1k_answers: number | null;
}

interface StudentFigures extends ShownFigures {
  readonly exact_match: number;
  readonly token_f1: number;
  readonly loss: number | null;
  readonly cut_short: number;
  readonly failed: number;
}

export interface ShownPreview {
  readonly counts: DistillationCounts;
  readonly training_tokens: number;
  readonly samples: readonly { readonly prompt: string; readonly answer: string }[];
}
