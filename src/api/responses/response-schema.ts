import { z } from "@hono/zod-openapi";
import { responseItem } from "./items/item.ts";

export const responseUsage = z
  .object({
    input_tokens: z.int(),
    input_tokens_details: z.object({ cached_tokens: z.int(), cache_write_tokens: z.int() }),
    output_tokens: z.int(),
    output_tokens_details: z.object({ reasoning_tokens: z.int() }),
    total_tokens: z.int(),
  })
  .openapi("ResponseUsage");

const json = z.record(z.string(), z.json()).openapi({ type: "object" });

const tool = z.looseObject({ type: z.string() }).openapi("ResponseToolEcho");

/** The keys are in the order in which the service sends them. */
export const responseObject = z
  .object({
    id: z.string(),
    object: z.literal("response"),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    status: z.enum(["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"]),
    background: z.boolean(),
    completed_at: z.int().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    frequency_penalty: z.literal(0),
    incomplete_details: z.object({ reason: z.enum(["max_output_tokens", "content_filter"]) }).nullable(),
    instructions: z.string().nullable(),
    max_output_tokens: z.int().nullable(),
    max_tool_calls: z.int().nullable(),
    model: z.string(),
    output: z.array(responseItem),
    parallel_tool_calls: z.boolean(),
    presence_penalty: z.literal(0),
    previous_response_id: z.string().nullable(),
    prompt_cache_key: z.string().nullable(),
    prompt_cache_retention: z.enum(["in_memory", "24h"]).nullable(),
    reasoning: z.object({ effort: z.null(), summary: z.null() }),
    safety_identifier: z.string().nullable(),
    service_tier: z.string(),
    store: z.boolean(),
    temperature: z.number(),
    text: z.object({
      format: z.union([
        z.object({ type: z.enum(["text", "json_object"]) }),
        z.object({
          type: z.literal("json_schema"),
          description: z.string().optional(),
          name: z.string(),
          schema: json,
          strict: z.boolean(),
        }),
      ]),
      verbosity: z.enum(["low", "medium", "high"]),
    }),
    tool_choice: z.union([z.enum(["none", "auto", "required"]), tool]),
    tools: z.array(tool),
    top_logprobs: z.int(),
    top_p: z.number(),
    truncation: z.enum(["auto", "disabled"]),
    usage: responseUsage.nullable(),
    user: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    conversation: z.object({ id: z.string() }).optional(),
  })
  .openapi("Response");

export const responseEventObject = z
  .looseObject({ type: z.string(), sequence_number: z.int() })
  .openapi("ResponseEvent");

export type ResponseUsage = z.infer<typeof responseUsage>;
export type ResponseTool = z.infer<typeof tool>;

/** The API object; what changes while a response is made is replaced, never altered. */
export type ResponseBody = Readonly<z.infer<typeof responseObject>>;
