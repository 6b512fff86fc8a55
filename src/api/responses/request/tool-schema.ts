import { z } from "@hono/zod-openapi";
import { jsonSchemaObject } from "../../chat-completions/tool-schema.ts";
import { identifierName, listOf, mapOf } from "../../validation/fields.ts";

export const SUPPORTED_TOOLS = ["function", "custom", "mcp"] as const;

/** What the service documents as the most it takes. */
const MAXIMUM_TOOLS = 128;

const functionTool = z.strictObject({
  type: z.literal("function"),
  name: identifierName(),
  description: z.string().nullish(),
  parameters: jsonSchemaObject.nullish(),
  strict: z.boolean().nullish(),
});

const customTool = z.strictObject({
  type: z.literal("custom"),
  name: identifierName(),
  description: z.string().nullish(),
  format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({
        type: z.literal("grammar"),
        syntax: z.enum(["lark", "regex"]),
        definition: z.string(),
      }),
    ])
    .nullish(),
});

const toolNames = listOf(z.string(), { maximum: MAXIMUM_TOOLS });

const mcpToolFilter = z.strictObject({ tool_names: toolNames.nullish(), read_only: z.boolean().nullish() });

const mcpTool = z.strictObject({
  type: z.literal("mcp"),
  server_label: identifierName(),
  server_url: z.string().max(2048).nullish(),
  connector_id: z.string().nullish(),
  server_description: z.string().nullish(),
  authorization: z.string().max(8192).nullish(),
  headers: mapOf(z.string().max(256), z.string().max(8192), 32).nullish(),
  allowed_tools: z.union([toolNames, mcpToolFilter]).nullish(),
  require_approval: z
    .union([
      z.enum(["always", "never"]),
      z.strictObject({ always: mcpToolFilter.nullish(), never: mcpToolFilter.nullish() }),
    ])
    .nullish(),
});

const toolDefinition = z
  .discriminatedUnion("type", [functionTool, customTool, mcpTool])
  .openapi("ResponseTool");

export const tools = listOf(toolDefinition, { maximum: MAXIMUM_TOOLS });

const namedFunction = z.strictObject({ type: z.literal("function"), name: z.string() });
const namedCustom = z.strictObject({ type: z.literal("custom"), name: z.string() });
const namedMcp = z.strictObject({
  type: z.literal("mcp"),
  server_label: z.string(),
  name: z.string().nullish(),
});

const allowedTools = z.strictObject({
  type: z.literal("allowed_tools"),
  mode: z.enum(["auto", "required"]),
  tools: listOf(z.discriminatedUnion("type", [namedFunction, namedCustom, namedMcp]), {
    minimum: 1,
    maximum: MAXIMUM_TOOLS,
  }),
});

export const toolChoice = z
  .union([
    z.enum(["none", "auto", "required"]),
    z.discriminatedUnion("type", [namedFunction, namedCustom, namedMcp, allowedTools]),
  ])
  .openapi("ResponseToolChoice");

export type RequestTool = z.infer<typeof toolDefinition>;
export type RequestFunctionTool = Extract<RequestTool, { type: "function" }>;
export type RequestMcpTool = Extract<RequestTool, { type: "mcp" }>;
export type RequestToolChoice = z.infer<typeof toolChoice>;
