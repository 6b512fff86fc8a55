import { z } from "@hono/zod-openapi";
import { identifierName, listOf, mapOf, metadataField, wideInteger } from "../validation/fields.ts";
import { messages, textParts } from "./message-schema.ts";
import { functionCall, functions, jsonSchemaObject, toolChoice, tools } from "./tool-schema.ts";

const responseFormat = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("json_object") }),
    z.strictObject({
      type: z.literal("json_schema"),
      json_schema: z.strictObject({
        name: identifierName(),
        description: z.string().nullish(),
        schema: jsonSchemaObject.nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
    z.strictObject({ type: z.literal("text") }),
  ])
  .openapi("ChatResponseFormat");

const prediction = z
  .strictObject({ type: z.literal("content"), content: textParts })
  .openapi("ChatPrediction");

const streamOptions = z
  .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
  .openapi("ChatStreamOptions");

/** A parameter of other models, known only to be refused by name. */
const unsupported = () => z.unknown().optional().openapi({ description: "Not supported by these models." });

/** The order of the keys is the order in which the service reports faults. */
export const chatCompletionRequest = z
  .strictObject({
    model: z.string(),
    messages,
    functions: functions.nullish(),
    function_call: functionCall.nullish(),
    tools: tools.nullish(),
    tool_choice: toolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: responseFormat.nullish(),
    max_tokens: z.int().min(1).nullish().openapi({ deprecated: true }),
    max_completion_tokens: z.int().min(1).nullish(),
    n: z.int().min(1).max(128).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    logit_bias: mapOf(
      z.string().regex(/^(0|[1-9]\d{0,9})$/, "You should only be submitting non-negative integers."),
      z.number().min(-100).max(100),
      1024,
    ).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    stop: z.union([z.string().min(1), listOf(z.string().min(1), { minimum: 1, maximum: 4 })]).nullish(),
    user: z.string().nullish().openapi({ deprecated: true }),
    seed: wideInteger().nullish().openapi({ deprecated: true }),
    safety_identifier: z.string().max(64).nullish(),
    prompt_cache_key: z.string().nullish(),
    prompt_cache_retention: z.enum(["in_memory", "24h"]).nullish(),
    service_tier: z.enum(["auto", "default", "fast", "flex", "priority", "scale"]).nullish(),
    stream: z.boolean().nullish(),
    stream_options: streamOptions.nullish(),
    store: z.boolean().nullish(),
    metadata: metadataField().nullish(),
    prediction: prediction.nullish(),
    verbosity: z.enum(["low", "medium", "high"]).nullish(),
    modalities: listOf(z.enum(["text", "audio"]), { maximum: 2 }).nullish(),
    reasoning_effort: unsupported(),
    audio: unsupported(),
    web_search_options: unsupported(),
    moderation: unsupported(),
    prompt_cache_options: unsupported(),
  })
  .openapi("CreateChatCompletionRequest");

export type ChatCompletionRequest = z.infer<typeof chatCompletionRequest>;
