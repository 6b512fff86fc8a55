/** A distillation as the API shows it. */
export interface Distillation {
  readonly id: string;
  readonly name: string | null;
  readonly status: DistillationStatus;
  readonly teacher: string;
  readonly student: string | null;
  readonly filter: {
    readonly metadata: Readonly<Record<string, string>> | null;
    readonly created_after: number | null;
    readonly created_before: number | null;
  };
  readonly seed: number;
  readonly train: boolean;
  readonly counts: Counts | null;
  /** The student's answers to held-out prompts, before and after. */
  readonly answers: { readonly done: number; readonly total: number } | null;
  readonly training_file: string | null;
  readonly held_out_file: string | null;
  readonly fine_tuning_job: string | null;
  readonly fine_tuned_model: string | null;
  readonly comparison: Comparison | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly created_at: number;
  readonly finished_at: number | null;
}

export type DistillationStatus =
  | "preparing"
  | "training"
  | "comparing"
  | "succeeded"
  | "failed"
  | "cancelled";

export interface Counts {
  readonly matched: number;
  readonly unusable: {
    readonly truncated: number;
    readonly refused: number;
    readonly not_text: number;
    readonly too_long: number;
    readonly unsupported: number;
  };
  readonly duplicates: number;
  readonly training: number;
  readonly held_out: number;
}

export interface TeacherFigures {
  readonly mean_output_tokens: number | null;
  readonly cost_per_1k_answers: number | null;
}

export interface StudentFigures extends TeacherFigures {
  readonly exact_match: number;
  readonly token_f1: number;
  readonly loss: number | null;
  readonly cut_short: number;
  readonly failed: number;
}

export interface Comparison {
  readonly prompts: number;
  /** Lowercase ISO 4217. */
  readonly currency: string;
  readonly teacher: TeacherFigures;
  readonly before: StudentFigures;
  readonly after: StudentFigures;
}

export interface StudentAnswer {
  readonly answer: string | null;
  readonly exact_match: boolean;
  readonly token_f1: number;
}

/** A held-out prompt with what was said to it so far. */
export interface ComparedPrompt {
  readonly id: string;
  readonly prompt: string;
  readonly teacher: string;
  readonly before: StudentAnswer | null;
  readonly after: StudentAnswer | null;
}

export interface Preview {
  readonly counts: Counts;
  readonly training_tokens: number;
  readonly samples: readonly {
    readonly completion_id: string;
    readonly created_at: number;
    readonly prompt: string;
    readonly answer: string;
  }[];
}

/** Whether anything will still change. */
export function isUnderWay({ status }: Distillation): boolean {
  return ["preparing", "training", "comparing"].includes(status);
}

/** What people call it. */
export function titleOf({ name, teacher, student }: Distillation): string {
  return name ?? (student === null ? `Answers of ${teacher}` : `${teacher} → ${student}`);
}

export function unusableIn({ unusable }: Counts): number {
  return Object.values(unusable).reduce((sum, count) => sum + count, 0);
}
