import { z } from "@hono/zod-openapi";
import { jsonSchemaObject } from "../../chat-completions/tool-schema.ts";
import { listOf } from "../../validation/fields.ts";
import { mcpError } from "../items/item.ts";
import { assistantContent, inputContent, longText, MAXIMUM_PARTS } from "./content-schema.ts";

/** Items of one request: more than any agent's history, few enough to be looked up one by one. */
export const MAXIMUM_ITEMS = 4096;

const id = z.string().min(1).max(128).nullish();
const callId = z.string().min(1).max(64);
const status = z.enum(["in_progress", "completed", "incomplete"]).nullish();

/** What answers of this and newer models hold beside an item; it is dropped. */
const echoed = { created_by: z.string().nullish(), phase: z.string().nullish() };

const messageFields = { id, type: z.literal("message"), status, ...echoed };

const message = z.discriminatedUnion("role", [
  z.strictObject({ ...messageFields, role: z.literal("user"), content: inputContent }),
  z.strictObject({ ...messageFields, role: z.literal("assistant"), content: assistantContent }),
  z.strictObject({ ...messageFields, role: z.literal("system"), content: inputContent }),
  z.strictObject({ ...messageFields, role: z.literal("developer"), content: inputContent }),
]);

const functionCall = z.strictObject({
  id,
  type: z.literal("function_call"),
  call_id: callId,
  name: z.string().min(1).max(128),
  arguments: longText(),
  status,
  parsed_arguments: z.unknown().optional(),
  ...echoed,
});

const functionCallOutput = z.strictObject({
  id,
  type: z.literal("function_call_output"),
  call_id: callId,
  output: inputContent,
  name: z.string().nullish(),
  status,
  ...echoed,
});

const customToolCall = z.strictObject({
  id,
  type: z.literal("custom_tool_call"),
  call_id: callId,
  name: z.string().min(1).max(128),
  input: longText(),
  status,
  ...echoed,
});

const customToolCallOutput = z.strictObject({
  id,
  type: z.literal("custom_tool_call_output"),
  call_id: callId,
  output: inputContent,
  status,
  ...echoed,
});

/** These models do not reason; what another model thought is accepted, kept and not shown to them. */
const reasoning = z.looseObject({ id, type: z.literal("reasoning") });

const itemReference = z.strictObject({ type: z.literal("item_reference"), id: z.string().min(1).max(128) });

const compaction = z.strictObject({
  id,
  type: z.literal("compaction"),
  encrypted_content: z.string().max(2 * 10_485_760),
  ...echoed,
});

const listedTool = z.strictObject({
  name: z.string(),
  description: z.string().nullish(),
  input_schema: jsonSchemaObject,
  annotations: z.unknown().optional(),
});

const mcpListTools = z.strictObject({
  id,
  type: z.literal("mcp_list_tools"),
  server_label: z.string(),
  tools: listOf(listedTool, { maximum: MAXIMUM_PARTS }),
  error: z.string().nullish(),
  ...echoed,
});

const mcpCall = z.strictObject({
  id,
  type: z.literal("mcp_call"),
  server_label: z.string(),
  name: z.string(),
  arguments: longText(),
  output: longText().nullish(),
  error: mcpError.nullish(),
  status: z.enum(["in_progress", "completed", "incomplete", "calling", "failed"]).nullish(),
  approval_request_id: z.string().nullish(),
  ...echoed,
});

const mcpApprovalRequest = z.strictObject({
  id: z.string(),
  type: z.literal("mcp_approval_request"),
  server_label: z.string(),
  name: z.string(),
  arguments: longText(),
  ...echoed,
});

const mcpApprovalResponse = z.strictObject({
  id,
  type: z.literal("mcp_approval_response"),
  approval_request_id: z.string(),
  approve: z.boolean(),
  reason: z.string().nullish(),
});

const typedItem = z
  .discriminatedUnion("type", [
    message,
    functionCall,
    functionCallOutput,
    customToolCall,
    customToolCallOutput,
    reasoning,
    itemReference,
    compaction,
    mcpListTools,
    mcpCall,
    mcpApprovalRequest,
    mcpApprovalResponse,
  ])
  .openapi("ResponseInputItem");

/** Messages and references may go without a type: what they hold tells them apart. */
export const inputItem = z.preprocess((value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if ("type" in value && value.type !== null && value.type !== undefined) return value;
  return { ...value, type: "role" in value || !("id" in value) ? "message" : "item_reference" };
}, typedItem);

export const inputItems = listOf(inputItem, { maximum: MAXIMUM_ITEMS });

export type RequestItem = z.infer<typeof inputItem>;
export type RequestMessageItem = Extract<RequestItem, { type: "message" }>;
