import { z } from "@hono/zod-openapi";
import { jsonSchemaObject } from "../../chat-completions/tool-schema.ts";
import { identifierName, listOf, metadataField } from "../../validation/fields.ts";
import { longText } from "./content-schema.ts";
import { inputItems } from "./item-schema.ts";
import { toolChoice, tools } from "./tool-schema.ts";

export const INCLUDES = [
  "file_search_call.results",
  "web_search_call.results",
  "web_search_call.action.sources",
  "message.input_image.image_url",
  "computer_call_output.output.image_url",
  "code_interpreter_call.outputs",
  "reasoning.encrypted_content",
  "message.output_text.logprobs",
] as const;

const include = listOf(z.enum(INCLUDES), { maximum: 16 });

const textFormat = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("json_object") }),
    z.strictObject({
      type: z.literal("json_schema"),
      name: identifierName(),
      description: z.string().nullish(),
      schema: jsonSchemaObject,
      strict: z.boolean().nullish(),
    }),
    z.strictObject({ type: z.literal("text") }),
  ])
  .openapi("ResponseTextFormat");

const text = z.strictObject({
  format: textFormat.nullish(),
  verbosity: z.enum(["low", "medium", "high"]).nullish(),
});

export const serviceTier = z.enum(["auto", "default", "fast", "flex", "priority", "scale"]);

/** A parameter of other models, known only to be refused by name. */
const unsupported = () => z.unknown().optional().openapi({ description: "Not supported by these models." });

/** What decides the prompt: all of it that counting tokens needs. The order is that of faults. */
export const promptFields = {
  input: z.union([longText(), inputItems]).nullish(),
  instructions: longText().nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.union([z.string(), z.strictObject({ id: z.string() })]).nullish(),
  tools: tools.nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  text: text.nullish(),
  truncation: z.enum(["auto", "disabled"]).nullish(),
  reasoning: z
    .strictObject({
      effort: z.string().nullish(),
      summary: z.string().nullish(),
      generate_summary: z.string().nullish(),
    })
    .nullish(),
};

export const responseRequest = z
  .strictObject({
    model: z.string(),
    ...promptFields,
    max_output_tokens: z.int().min(16).nullish(),
    max_tool_calls: z.int().min(1).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    include: include.nullish(),
    store: z.boolean().nullish(),
    background: z.boolean().nullish(),
    stream: z.boolean().nullish(),
    stream_options: z.strictObject({ include_obfuscation: z.boolean().nullish() }).nullish(),
    metadata: metadataField().nullish(),
    user: z.string().nullish().openapi({ deprecated: true }),
    safety_identifier: z.string().max(64).nullish(),
    prompt_cache_key: z.string().nullish(),
    prompt_cache_retention: z.enum(["in_memory", "24h"]).nullish(),
    service_tier: serviceTier.nullish(),
    prompt: unsupported(),
    moderation: unsupported(),
    context_management: unsupported(),
    prompt_cache_options: unsupported(),
  })
  .openapi("CreateResponseRequest");

export type ResponseRequest = z.infer<typeof responseRequest>;
export type TextFormat = z.infer<typeof textFormat>;
