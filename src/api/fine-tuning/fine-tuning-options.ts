import type { ServedModel } from "../../inference/index.ts";

/** Weights that adapters lie over. */
export interface TunableWeights {
  readonly path: string;
  /** Of the file: an adapter belongs to these very weights and no others. */
  readonly sha256: string;
  /** What people call them. */
  readonly title: string;
}

export interface FineTuningOptions {
  /** Where jobs work, and where adapters are kept. */
  readonly folder: string;
  /** What a model's answers come from; undefined: it cannot be tuned here. */
  readonly weightsOf: (model: ServedModel) => TunableWeights | undefined;
  readonly threads: number;
  /** Bytes that a training may take; by default most of what is free. */
  readonly memoryBudget?: number;
  /** Whether training stands still while requests are at work; it does by default. */
  readonly yieldsToServing?: boolean;
  /** How long after the end of a process its job is taken up by another. */
  readonly leaseMilliseconds?: number;
  /** How often it looks for what other processes have queued, left, or made. */
  readonly pollMilliseconds?: number;
}
