export type ApiKind = "chat" | "responses";

export type FormatKind = "text" | "json_object" | "json_schema";

/** Everything of a request but the conversation. An absent parameter is not sent: the default holds. */
export interface Settings {
  readonly api: ApiKind;
  readonly model: string;
  readonly instructions: string;
  readonly instructionsRole: "system" | "developer";
  readonly temperature?: number;
  readonly topP?: number;
  readonly maximumTokens?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly seed?: number;
  readonly choices?: number;
  readonly stop: readonly string[];
  readonly logProbabilities: boolean;
  /** JSON: an object from token ids to biases. Empty: none. */
  readonly logitBias: string;
  readonly format: FormatKind;
  /** JSON: `{name, strict, schema}`. */
  readonly schema: string;
  /** JSON: a list of tools in the form of the Chat Completions API. Empty: none. */
  readonly tools: string;
  /** `auto`, `none`, `required` or a tool's name. */
  readonly toolChoice: string;
  readonly parallelToolCalls: boolean;
  readonly prediction: string;
  readonly store: boolean;
  /** JSON: an object of texts. */
  readonly metadata: string;
  readonly serviceTier: string;
  readonly promptCacheKey: string;
  readonly safetyIdentifier: string;
}

export const DEFAULT_SETTINGS: Settings = {
  api: "chat",
  model: "gpt-4.1",
  instructions: "",
  instructionsRole: "system",
  stop: [],
  logProbabilities: false,
  logitBias: "",
  format: "text",
  schema: "",
  tools: "",
  toolChoice: "auto",
  parallelToolCalls: true,
  prediction: "",
  store: false,
  metadata: "",
  serviceTier: "auto",
  promptCacheKey: "",
  safetyIdentifier: "",
};

/** Alternatives that are asked for at each token where log probabilities are. */
export const TOP_LOG_PROBABILITIES = 5;
