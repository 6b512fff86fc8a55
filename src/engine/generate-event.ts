import type { EngineError } from "./engine-error.ts";

export type FinishReason = "stop" | "length";

/** A sampled token and what the unmodified distribution said of it. Text is what the bytes decode to alone. */
export interface TokenLogProbability {
  readonly token: string;
  readonly bytes: readonly number[];
  /** Natural logarithm; -9999 stands for a probability of zero. */
  readonly logProbability: number;
}

export interface SampledToken extends TokenLogProbability {
  readonly alternatives: readonly TokenLogProbability[];
}

export interface ChoiceUsage {
  /** Generated tokens, the end-of-turn token not counted, rejected prediction tokens counted. */
  readonly completionTokens: number;
  readonly acceptedPredictionTokens: number;
  readonly rejectedPredictionTokens: number;
}

/**
 * What a request's stream yields, in this order: `prefill-progress`*, `started`, then
 * `text-delta`s and one `choice-end` per choice (choices interleave), and exactly one terminal
 * event: `end` or `error`.
 */
export type GenerateEvent =
  | {
      readonly type: "prefill-progress";
      readonly promptTokens: number;
      readonly computedTokens: number;
      readonly cachedTokens: number;
    }
  | {
      readonly type: "started";
      readonly promptTokens: number;
      /** Prompt tokens whose keys and values were reused, exactly; never more than were. */
      readonly cachedTokens: number;
    }
  | {
      readonly type: "text-delta";
      readonly choice: number;
      /** Whole UTF-8; may be empty where only `sampled` matters (text held back for a stop string). */
      readonly text: string;
      /** Present when log probabilities were asked for: the tokens this text is made of. */
      readonly sampled?: readonly SampledToken[];
    }
  | {
      readonly type: "choice-end";
      readonly choice: number;
      readonly reason: FinishReason;
      readonly usage: ChoiceUsage;
    }
  | { readonly type: "end" }
  | { readonly type: "error"; readonly error: EngineError };
