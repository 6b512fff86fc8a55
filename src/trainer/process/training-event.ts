import type { TrainingFileFault } from "../data/read-training-file.ts";
import type { Hyperparameters } from "../plan/hyperparameters.ts";
import type { MemoryPlan } from "../plan/memory-plan.ts";
import type { TrainerErrorCode } from "../trainer-error.ts";

/** Why a job failed, as its `error` shows it. */
export type TrainingFailure =
  | TrainingFileFault
  | { readonly code: TrainerErrorCode | "crashed"; readonly message: string; readonly param?: undefined };

/**
 * What a training tells, in this order: `prepared` once files are checked and turned into tokens, then
 * a `validation` of step 0 where the job asks for it, `step`s, one `validation` and `checkpoint` at the end of each epoch, `warning`s anywhere, and exactly one
 * terminal event: `finished`, `failed`, `cancelled` or `suspended`. After an interruption `prepared` comes again, then
 * every checkpoint that is kept, and steps behind the saved state are told again, with the same numbers.
 */
export type TrainingEvent =
  | {
      readonly type: "prepared";
      readonly examples: number;
      readonly validationExamples: number;
      readonly hyperparameters: Hyperparameters;
      readonly beta?: number;
      readonly totalSteps: number;
      /** Tokens that all epochs will train on. */
      readonly totalTokens: number;
      readonly plan: MemoryPlan;
      /** Steps that were done before. */
      readonly stepsDone: number;
    }
  | { readonly type: "warning"; readonly message: string }
  | {
      readonly type: "step";
      readonly step: number;
      readonly totalSteps: number;
      readonly epoch: number;
      readonly loss: number;
      readonly tokenAccuracy: number;
      readonly learningRate: number;
      readonly trainedTokens: number;
      readonly tokensPerSecond: number;
      readonly secondsLeft: number;
    }
  | {
      readonly type: "validation";
      readonly step: number;
      readonly epoch: number;
      readonly loss: number;
      readonly tokenAccuracy: number;
    }
  | { readonly type: "checkpoint"; readonly step: number; readonly epoch: number; readonly file: string }
  | { readonly type: "paused" }
  | { readonly type: "resumed" }
  | {
      readonly type: "finished";
      readonly steps: number;
      readonly trainedTokens: number;
      readonly file: string;
    }
  | { readonly type: "failed"; readonly error: TrainingFailure }
  | { readonly type: "cancelled" }
  /** It goes on when it is started again. */
  | { readonly type: "suspended" };

const TERMINAL: ReadonlySet<TrainingEvent["type"]> = new Set([
  "finished",
  "failed",
  "cancelled",
  "suspended",
]);

export function isTerminal({ type }: TrainingEvent): boolean {
  return TERMINAL.has(type);
}
