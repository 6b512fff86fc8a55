import type { GenerateEvent, SampledToken } from "../generate-event.ts";

export interface GeneratedToken {
  readonly choice: number;
  readonly token: number;
  /** Where log probabilities were asked for. */
  readonly sampled?: SampledToken;
}

/** Events of one request in one step, and the tokens behind them, so that a replay can continue. */
export interface RequestOutput {
  readonly id: string;
  readonly tokens: readonly GeneratedToken[];
  readonly events: readonly GenerateEvent[];
}
