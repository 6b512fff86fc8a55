import { z } from "@hono/zod-openapi";

/** Items as they are stored and shown: every one has an id, whoever made it. */

const status = z.enum(["in_progress", "completed", "incomplete"]);

const token = { token: z.string(), logprob: z.number(), bytes: z.array(z.int()) };

const logProbability = z
  .object({ ...token, top_logprobs: z.array(z.object(token)) })
  .openapi("ResponseLogProbability");

const inputPart = z.discriminatedUnion("type", [
  z.object({ type: z.literal("input_text"), text: z.string() }),
  z.object({
    type: z.literal("input_image"),
    image_url: z.string(),
    detail: z.enum(["low", "high", "auto", "original"]),
  }),
]);

const outputPart = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("output_text"),
    annotations: z.array(z.unknown()),
    logprobs: z.array(logProbability),
    text: z.string(),
  }),
  z.object({ type: z.literal("refusal"), refusal: z.string() }),
]);

const inputMessage = z.object({
  id: z.string(),
  type: z.literal("message"),
  status,
  content: z.array(inputPart),
  role: z.enum(["user", "system", "developer"]),
});

const outputMessage = z.object({
  id: z.string(),
  type: z.literal("message"),
  status,
  content: z.array(outputPart),
  role: z.literal("assistant"),
});

const functionCall = z.object({
  id: z.string(),
  type: z.literal("function_call"),
  status,
  arguments: z.string(),
  call_id: z.string(),
  name: z.string(),
});

const functionCallOutput = z.object({
  id: z.string(),
  type: z.literal("function_call_output"),
  status,
  call_id: z.string(),
  output: z.union([z.string(), z.array(inputPart)]),
});

const customToolCall = z.object({
  id: z.string(),
  type: z.literal("custom_tool_call"),
  status,
  call_id: z.string(),
  input: z.string(),
  name: z.string(),
});

const customToolCallOutput = z.object({
  id: z.string(),
  type: z.literal("custom_tool_call_output"),
  status,
  call_id: z.string(),
  output: z.union([z.string(), z.array(inputPart)]),
});

const reasoning = z.looseObject({ id: z.string(), type: z.literal("reasoning") });

const compaction = z.object({
  id: z.string(),
  type: z.literal("compaction"),
  encrypted_content: z.string(),
});

const mcpListTools = z.object({
  id: z.string(),
  type: z.literal("mcp_list_tools"),
  server_label: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string().nullable(),
      input_schema: z.record(z.string(), z.json()).openapi({ type: "object" }),
      annotations: z.unknown(),
    }),
  ),
  error: z.string().nullable(),
});

/** Why a call on a remote server came to nothing. */
export const mcpError = z.discriminatedUnion("type", [
  z.object({ type: z.literal("mcp_protocol_error"), code: z.int(), message: z.string() }),
  z.object({ type: z.literal("http_error"), code: z.int(), message: z.string() }),
  z.object({ type: z.literal("mcp_tool_execution_error"), content: z.unknown() }),
]);

const mcpCall = z.object({
  id: z.string(),
  type: z.literal("mcp_call"),
  status: z.enum(["in_progress", "completed", "incomplete", "calling", "failed"]),
  approval_request_id: z.string().nullable(),
  arguments: z.string(),
  error: mcpError.nullable(),
  name: z.string(),
  output: z.string().nullable(),
  server_label: z.string(),
});

const mcpApprovalRequest = z.object({
  id: z.string(),
  type: z.literal("mcp_approval_request"),
  arguments: z.string(),
  name: z.string(),
  server_label: z.string(),
});

const mcpApprovalResponse = z.object({
  id: z.string(),
  type: z.literal("mcp_approval_response"),
  approval_request_id: z.string(),
  approve: z.boolean(),
  reason: z.string().nullable(),
});

export const responseItem = z
  .union([
    inputMessage,
    outputMessage,
    functionCall,
    functionCallOutput,
    customToolCall,
    customToolCallOutput,
    reasoning,
    compaction,
    mcpListTools,
    mcpCall,
    mcpApprovalRequest,
    mcpApprovalResponse,
  ])
  .openapi("ResponseItem");

export type InputPart = z.infer<typeof inputPart>;
export type OutputPart = z.infer<typeof outputPart>;
export type InputMessageItem = z.infer<typeof inputMessage>;
export type OutputMessageItem = z.infer<typeof outputMessage>;
export type FunctionCallItem = z.infer<typeof functionCall>;
export type CustomToolCallItem = z.infer<typeof customToolCall>;
export type ToolCallItem = FunctionCallItem | CustomToolCallItem;
export type ToolOutputItem = z.infer<typeof functionCallOutput> | z.infer<typeof customToolCallOutput>;
export type CompactionItem = z.infer<typeof compaction>;
export type McpError = z.infer<typeof mcpError>;
export type McpListToolsItem = z.infer<typeof mcpListTools>;
export type McpCallItem = z.infer<typeof mcpCall>;
export type McpApprovalRequestItem = z.infer<typeof mcpApprovalRequest>;
export type McpApprovalResponseItem = z.infer<typeof mcpApprovalResponse>;
export type McpItem = McpListToolsItem | McpCallItem | McpApprovalRequestItem | McpApprovalResponseItem;
export type ItemStatus = z.infer<typeof status>;
export type LogProbability = z.infer<typeof logProbability>;

export type ResponseItem =
  | InputMessageItem
  | OutputMessageItem
  | ToolCallItem
  | ToolOutputItem
  | { readonly id: string; readonly type: "reasoning"; readonly [key: string]: unknown }
  | CompactionItem
  | McpItem;
