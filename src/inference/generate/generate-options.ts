import type { Priority, SamplingOptions, TokenListener } from "../../engine/index.ts";
import type { JsonObject } from "../json.ts";
import type { Tool, ToolChoice } from "../tool.ts";

export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json-object" }
  | {
      readonly type: "json-schema";
      readonly name: string;
      readonly description?: string;
      readonly schema: JsonObject;
      readonly strict: boolean;
    };

export interface GenerateOptions {
  /** Unique among the requests in flight. */
  readonly id: string;
  readonly priority: Priority;
  readonly choices: number;
  /** Absent: whatever the context leaves, up to the model's own bound. */
  readonly maximumTokens?: number;
  readonly sampling: SamplingOptions;
  /** Report log probabilities of text with this many alternatives (0 to 20); absent: none. */
  readonly topLogProbabilities?: number;
  readonly stop: readonly string[];
  readonly responseFormat: ResponseFormat;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  /** Whether one answer may hold several calls. */
  readonly parallelToolCalls: boolean;
  readonly prediction?: string;
  /** What the answer has said already; it goes on from there. Only where nothing but text can be answered. */
  readonly saidAlready?: string;
  readonly cacheScope: string;
  readonly cacheRetention?: "in_memory" | "24h";
  readonly onTokens?: TokenListener;
}
