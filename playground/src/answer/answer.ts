import type { LiveText } from "./live-text.ts";

export interface ToolCall {
  readonly id: string;
  readonly kind: "function" | "custom";
  readonly name: string;
  /** JSON of a function's arguments, or a custom tool's input. */
  readonly input: string;
}

/** A token as it was drawn, with what else was likely. */
export interface TokenProbability {
  readonly token: string;
  readonly logProbability: number;
  readonly alternatives: readonly { readonly token: string; readonly logProbability: number }[];
}

export interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly acceptedPredictionTokens: number;
  readonly rejectedPredictionTokens: number;
}

/** Milliseconds since the request was sent. */
export interface Timing {
  readonly firstToken: number | undefined;
  readonly end: number;
}

/** One choice of an answer, while it comes and after. */
export interface Answer {
  readonly text: string;
  /** While text still comes, it comes here, and `text` is empty. */
  readonly live?: LiveText;
  readonly refusal?: string;
  readonly toolCalls: readonly ToolCall[];
  readonly probabilities?: readonly TokenProbability[];
  readonly finishReason?: string;
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly error?: unknown;
  readonly model: string;
  readonly usage?: Usage;
  readonly timing?: Timing;
  /** The text that was predicted when the answer was asked for. */
  readonly prediction?: string;
  /** The schema that the answer was to follow. */
  readonly schema?: string;
}
