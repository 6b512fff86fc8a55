export type { Priority } from "../engine/index.ts";
export type {
  AssistantMessage,
  ContentPart,
  Conversation,
  InstructionMessage,
  Message,
  MessageContent,
  ToolCall,
  ToolMessage,
  UserMessage,
} from "./conversation.ts";
export { type EmbeddingModel, embeddingModel } from "./embedding-models.ts";
export type { GenerateOptions, ResponseFormat } from "./generate/generate-options.ts";
export { countPromptTokens, generateText } from "./generate/generate-text.ts";
export type { TextEvent, TextFinishReason } from "./generate/text-event.ts";
export { type InferenceError, InferenceFailure } from "./inference-error.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { loadPromptFormat, type PromptFormat } from "./prompt/prompt-format.ts";
export { promptFormatOf } from "./prompt/prompt-formats.ts";
export { type ModelListing, type ServedModel, ServedModels } from "./served-models.ts";
export {
  normalizeToStrict,
  PatternCheck,
  prepareSchema,
  type SchemaUse,
  type SchemaVerdict,
  schemaErrorOf,
  validateStrictSchema,
} from "./structured-output/index.ts";
export { TIERS, type Tier, tierModel } from "./tiers.ts";
export type { CustomTool, CustomToolFormat, FunctionTool, Tool, ToolChoice, ToolReference } from "./tool.ts";
export { type TrainingTools, type TrainingTurn, trainingTurn } from "./training/training-turn.ts";
