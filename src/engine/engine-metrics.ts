/** Counters since the engine process started, and gauges of this moment. */
export interface EngineMetrics {
  readonly queuedRequests: number;
  readonly runningRequests: number;
  readonly runningSequences: number;
  readonly prefillTokens: number;
  readonly decodeTokens: number;
  /** Tokens of prompts whose computing has begun; `cachedTokens` of them came from the prefix cache. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly acceptedDraftTokens: number;
  readonly rejectedDraftTokens: number;
  readonly steps: number;
  /** Seconds spent inside steps, split by what the step mostly did. */
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  readonly cells: { readonly total: number; readonly active: number; readonly cached: number };
  /** The tiers behind the cells. Budgets of 0: the tier is off. */
  readonly blocks: {
    readonly memoryBytes: number;
    readonly memoryBudget: number;
    readonly diskBytes: number;
    readonly diskBudget: number;
  };
  readonly restarts: number;
}
