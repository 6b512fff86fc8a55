import type { TokenList } from "../token-list.ts";

/** Guesses what a sequence will say next. Guesses are verified in one decode and never change the output. */
export interface DraftSource {
  /** Whether rejected tokens are the user's prediction (reported in usage) or our own guess. */
  readonly kind: "prediction" | "prompt-lookup";
  /**
   * At most `limit` tokens that may follow `tokens`; empty where there is no good guess. Verifying one costs
   * `cost` times what decoding one alone does.
   */
  propose(tokens: TokenList, limit: number, cost: number): readonly number[];
  /** What became of the last proposal. */
  observe(proposed: number, accepted: number): void;
}
