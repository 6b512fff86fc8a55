export type { AdapterFile } from "./adapter-file.ts";
export { type CachedWeights, clearCache, inspectCache } from "./blocks/inspect-cache.ts";
export { EngineClient, type EngineClientOptions } from "./client/engine-client.ts";
export { type ForkedChild, type ForkedChildEvents, forkChild } from "./client/fork-child.ts";
export { computesFor } from "./computes-for.ts";
export {
  FORMATS,
  formatSchemaPath,
  MAXIMUM_SCHEMA_LENGTH,
  patternProblem,
  type SchemaPath,
} from "./constraint/index.ts";
export {
  type Embedded,
  type Embedder,
  type EmbedderDescription,
  type EmbedderMetrics,
  type EmbedderOptions,
  type EmbeddingError,
  EmbeddingFailure,
  type EmbeddingInput,
} from "./embedding/embedder.ts";
export { EmbeddingClient } from "./embedding/embedding-client.ts";
export type { Engine, EngineState, ModelDescription, TokenListener } from "./engine.ts";
export { type EngineError, EngineFailure } from "./engine-error.ts";
export type { EngineMetrics } from "./engine-metrics.ts";
export type { EngineOptions } from "./engine-options.ts";
export type {
  ChoiceUsage,
  FinishReason,
  GenerateEvent,
  SampledToken,
  TokenLogProbability,
} from "./generate-event.ts";
export type {
  ConstraintSource,
  GenerateRequest,
  Priority,
  PromptSegment,
  SamplingOptions,
} from "./generate-request.ts";
export { PromptTokenizer } from "./prompt/prompt-tokenizer.ts";
