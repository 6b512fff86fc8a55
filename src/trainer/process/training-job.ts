import type { Auto, RequestedHyperparameters } from "../plan/hyperparameters.ts";

export type TrainingMethod =
  | { readonly type: "supervised" }
  | { readonly type: "dpo"; readonly beta: number | Auto };

/** A JSONL file, and what messages about it call it. */
export interface TrainingFile {
  readonly path: string;
  readonly id: string;
}

/** All that a training process needs to know. Plain data, the same for a job that goes on after an end. */
export interface TrainingJob {
  readonly weightsFile: string;
  /** Where it is known: a job that is started again on a file with another is refused. */
  readonly weightsSha256?: string;
  /** Where checkpoints and the state are kept; a job that is started again in its folder goes on there. */
  readonly folder: string;
  readonly training: TrainingFile;
  readonly validation?: TrainingFile;
  /** Whether the loss on the validation file is also told before the first step. */
  readonly validatesFirst?: boolean;
  readonly method: TrainingMethod;
  readonly hyperparameters: RequestedHyperparameters;
  readonly seed: number;
  readonly rank: number;
  readonly alpha: number;
  readonly threads: number;
  /** Bytes; by default most of what is free. */
  readonly memoryBudget?: number;
  /** Seconds between two saved states; 180 by default. */
  readonly saveEverySeconds?: number;
  /** Name of the device that computes; the CPU by default. */
  readonly device?: string;
  /** Fewer than the service demands, for tests. */
  readonly minimumExamples?: number;
}
