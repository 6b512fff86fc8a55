/** Counters since the engine process started, and gauges of this moment. */
export interface EngineMetrics {
  readonly queuedRequests: number;
  readonly runningRequests: number;
  readonly runningSequences: number;
  readonly prefillTokens: number;
  readonly decodeTokens: number;
  readonly cachedTokens: number;
  readonly acceptedDraftTokens: number;
  readonly rejectedDraftTokens: number;
  readonly steps: number;
  /** Seconds spent inside steps, split by what the step mostly did. */
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  readonly cells: { readonly total: number; readonly active: number; readonly cached: number };
  readonly restarts: number;
}
