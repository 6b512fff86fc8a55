import type { ChoiceUsage, SampledToken } from "../../engine/index.ts";
import type { InferenceError } from "../inference-error.ts";

/**
 * Why a choice ended. `tool-calls`: the model called tools and waits for their results. A forced
 * call of one named function ends with `stop`, as it does at OpenAI.
 */
export type TextFinishReason = "stop" | "length" | "tool-calls";

/**
 * What generating yields, in this order: `prefill-progress`*, `start`, then per choice its deltas
 * and one `choice-end` (choices interleave), and exactly one terminal event: `end` or `error`.
 * A choice's calls come one after the other, `index` counting from 0.
 */
export type TextEvent =
  | {
      readonly type: "prefill-progress";
      readonly promptTokens: number;
      readonly computedTokens: number;
      readonly cachedTokens: number;
    }
  | { readonly type: "start"; readonly promptTokens: number; readonly cachedTokens: number }
  | {
      readonly type: "text-delta";
      readonly choice: number;
      /** May be empty where only `sampled` matters. */
      readonly text: string;
      /** The tokens of this text, where log probabilities were asked for. */
      readonly sampled?: readonly SampledToken[];
    }
  | {
      readonly type: "tool-call-start";
      readonly choice: number;
      readonly index: number;
      readonly kind: "function" | "custom";
      readonly id: string;
      readonly name: string;
    }
  | {
      readonly type: "tool-call-delta";
      readonly choice: number;
      readonly index: number;
      /** The next piece of a function's JSON arguments or of a custom tool's input. */
      readonly text: string;
    }
  | {
      readonly type: "tool-call-end";
      readonly choice: number;
      readonly index: number;
      /** False where the answer was cut within the call: its arguments are not whole. */
      readonly complete: boolean;
    }
  | {
      readonly type: "choice-end";
      readonly choice: number;
      readonly reason: TextFinishReason;
      readonly usage: ChoiceUsage;
    }
  | { readonly type: "end" }
  | { readonly type: "error"; readonly error: InferenceError };
