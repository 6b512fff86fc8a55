import type { ServedModel } from "../../inference/index.ts";

export interface FineTuningOptions {
  /** Where jobs work, and where adapters are kept. */
  readonly folder: string;
  /** The file of a model's weights; undefined: it cannot be tuned here. */
  readonly weightsFileOf: (model: ServedModel) => string | undefined;
  readonly threads: number;
  /** Bytes that a training may take; by default most of what is free. */
  readonly memoryBudget?: number;
  /** Whether training stands still while requests are at work; it does by default. */
  readonly yieldsToServing?: boolean;
  /** How long after the end of a process its job is taken up by another. */
  readonly leaseMilliseconds?: number;
  /** How often it looks for what other processes have queued, or left. */
  readonly pollMilliseconds?: number;
}
