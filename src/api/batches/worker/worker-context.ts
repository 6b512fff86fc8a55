import type { Logger } from "pino";
import type { ApiServices } from "../../api-environment.ts";
import type { Dispatch } from "../../internal-dispatch.ts";

export interface BatchWorkerOptions {
  /** Lines at work at once on each engine: a few more than it runs, so that it never waits for the next. */
  readonly concurrency: number;
  /** Prompt tokens that a model's batches may hold together. */
  readonly enqueuedTokens: number;
  /** How long after the end of a process its lines are taken up by another. */
  readonly leaseMilliseconds: number;
  /** How often it looks for what other processes have queued, or left. */
  readonly pollMilliseconds: number;
}

export const DEFAULT_BATCH: BatchWorkerOptions = {
  concurrency: 48,
  enqueuedTokens: 1_000_000_000,
  leaseMilliseconds: 15_000,
  pollMilliseconds: 2_000,
};

export interface WorkerContext {
  readonly services: ApiServices;
  readonly log: Logger;
  readonly options: BatchWorkerOptions;
  readonly dispatch: Dispatch;
  /** Aborted when the server stops: what is at work is left to whoever comes next. */
  readonly stopping: AbortSignal;
}
