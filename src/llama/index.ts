export { Adapter } from "./adapter.ts";
export { Batch } from "./batch.ts";
export { type AdapterScale, Context } from "./context.ts";
export type { ContextOptions, KvType, RopeScaling } from "./context-options.ts";
export type { DeviceInfo, DeviceKind } from "./device-info.ts";
export { EmbeddingContext, type EmbeddingContextOptions } from "./embedding-context.ts";
export {
  ComputeBackend,
  elementCount,
  elementType,
  type Graph,
  GraphMemory,
  MappedFile,
  type Rope,
  type Shape,
  type Tensor,
  TensorBuffer,
  TensorContext,
} from "./ggml/index.ts";
export type { GgufArray, GgufScalar, GgufScalarType, GgufValue } from "./gguf-value.ts";
export { type GgufTensor, GgufWriter } from "./gguf-writer.ts";
export { Llama, type OpenLlamaOptions, openLlama } from "./llama.ts";
export { LlamaError, type LlamaErrorCode } from "./llama-error.ts";
export { Memory } from "./memory.ts";
export { Model, type ModelLoadOptions } from "./model.ts";
export type { LogLevel, LogListener } from "./native-log.ts";
export { type FileType, type QuantizeOptions, quantize } from "./quantize.ts";
export { SamplerChain } from "./sampler-chain.ts";
export type { SamplerStage, TokenBias } from "./sampler-stage.ts";
export type { StateOptions } from "./sequence-state.ts";
export type { TensorType } from "./tensor-type.ts";
export { tokenAttribute } from "./token-attribute.ts";
export type { TokenizeOptions } from "./tokenizer.ts";
export { type TokenText, Vocabulary, type VocabularyKind } from "./vocabulary.ts";
