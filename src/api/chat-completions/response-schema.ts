import { z } from "@hono/zod-openapi";

const token = z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()).nullable() });

const logProbabilities = z
  .object({
    content: z.array(token.extend({ top_logprobs: z.array(token) })).nullable(),
    refusal: z.array(token.extend({ top_logprobs: z.array(token) })).nullable(),
  })
  .openapi("ChatLogProbabilities");

const finishReason = z.enum(["stop", "length", "tool_calls", "content_filter", "function_call"]);

const toolCall = z.union([
  z.object({
    id: z.string(),
    type: z.literal("function"),
    function: z.object({ name: z.string(), arguments: z.string() }),
  }),
  z.object({
    id: z.string(),
    type: z.literal("custom"),
    custom: z.object({ name: z.string(), input: z.string() }),
  }),
]);

const usage = z
  .object({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    total_tokens: z.int(),
    prompt_tokens_details: z.object({ cached_tokens: z.int(), audio_tokens: z.int() }),
    completion_tokens_details: z.object({
      reasoning_tokens: z.int(),
      audio_tokens: z.int(),
      accepted_prediction_tokens: z.int(),
      rejected_prediction_tokens: z.int(),
    }),
  })
  .openapi("CompletionUsage");

const common = {
  id: z.string(),
  created: z.int().openapi({ description: "Unix seconds." }),
  model: z.string(),
  service_tier: z.literal("default"),
  system_fingerprint: z.string(),
};

export const chatCompletion = z
  .object({
    ...common,
    object: z.literal("chat.completion"),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.string().nullable(),
          annotations: z.array(z.unknown()),
          tool_calls: z.array(toolCall).optional(),
          function_call: z.object({ name: z.string(), arguments: z.string() }).optional(),
        }),
        logprobs: logProbabilities.nullable(),
        finish_reason: finishReason,
      }),
    ),
    usage,
  })
  .openapi("ChatCompletion");

const toolCallChunk = z.object({
  index: z.int(),
  id: z.string().optional(),
  type: z.enum(["function", "custom"]).optional(),
  function: z.object({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
  custom: z.object({ name: z.string().optional(), input: z.string().optional() }).optional(),
});

export const chatCompletionChunk = z
  .object({
    ...common,
    object: z.literal("chat.completion.chunk"),
    choices: z.array(
      z.object({
        index: z.int(),
        delta: z.object({
          role: z.literal("assistant").optional(),
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(toolCallChunk).optional(),
          function_call: z
            .object({ name: z.string().optional(), arguments: z.string().optional() })
            .optional(),
        }),
        logprobs: logProbabilities.nullable(),
        finish_reason: finishReason.nullable(),
      }),
    ),
    usage: usage.nullish(),
    obfuscation: z.string().optional(),
  })
  .openapi("ChatCompletionChunk");
