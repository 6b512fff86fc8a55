/**
 * One piece of a prompt. Only `trusted` text (written by the chat template) may hold control
 * tokens; everything a user, a tool or a file supplied is tokenized as plain text.
 */
export interface PromptSegment {
  readonly trusted: boolean;
  readonly text: string;
}

/** `batch` work runs only where interactive work leaves room. */
export type Priority = "interactive" | "batch";

export interface SamplingOptions {
  /** 0 means greedy. */
  readonly temperature: number;
  readonly topP: number;
  /** The same seed, prompt and options give the same text, up to floating-point batching effects. */
  readonly seed: number;
  readonly frequencyPenalty: number;
  readonly presencePenalty: number;
  /** Token id and the bias added to its logit. */
  readonly logitBias: ReadonlyArray<readonly [token: number, bias: number]>;
}

/** What a generation must match. Sources are compiled and cached by the engine. */
export type ConstraintSource =
  | { readonly kind: "json-schema"; readonly schema: string; readonly strict: boolean }
  | { readonly kind: "json-object" }
  | { readonly kind: "regex"; readonly pattern: string }
  | { readonly kind: "grammar"; readonly ebnf: string }
  | { readonly kind: "structural-tag"; readonly format: string };

export interface GenerateRequest {
  /** Unique among the requests in flight. */
  readonly id: string;
  readonly prompt: readonly PromptSegment[];
  readonly priority: Priority;
  /** How many independent choices to generate from the one prompt (the API's `n`). */
  readonly choices: number;
  /** Upper bound of generated tokens per choice; absent: whatever the context leaves. */
  readonly maximumTokens?: number;
  readonly sampling: SamplingOptions;
  /** Report log probabilities with this many alternatives (0 to 20); absent: none. */
  readonly topLogProbabilities?: number;
  readonly stop: readonly string[];
  readonly constraint?: ConstraintSource;
  /** Text the answer is expected to resemble (the API's `prediction`). */
  readonly prediction?: string;
  /** Prompt caches are shared only within one scope (organization and cache key). */
  readonly cacheScope: string;
  /** How long the prompt's cache may be kept once idle. */
  readonly cacheRetention?: "in_memory" | "24h";
  /** Id of a registered adapter; absent: the base weights. */
  readonly adapter?: string;
}
