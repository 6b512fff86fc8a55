import { z } from "@hono/zod-openapi";
import { identifierName, listOf } from "../validation/fields.ts";

/** What the service documents as the most it takes. */
const MAXIMUM_TOOLS = 128;

export const jsonSchemaObject = z
  .record(z.string(), z.json())
  .openapi({ type: "object", description: "A JSON Schema object." });

const functionDefinition = z.strictObject({
  name: identifierName(),
  description: z.string().nullish(),
  parameters: jsonSchemaObject.nullish(),
  strict: z.boolean().nullish(),
});

const grammar = z.strictObject({ definition: z.string(), syntax: z.enum(["lark", "regex"]) });

const customDefinition = z.strictObject({
  name: identifierName(),
  description: z.string().nullish(),
  format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({ type: z.literal("grammar"), grammar }),
    ])
    .nullish(),
});

const toolDefinition = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("function"), function: functionDefinition }),
    z.strictObject({ type: z.literal("custom"), custom: customDefinition }),
  ])
  .openapi("ChatTool");

export const tools = listOf(toolDefinition, { minimum: 1, maximum: MAXIMUM_TOOLS });

const namedFunction = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({ name: z.string() }),
});

const namedCustom = z.strictObject({
  type: z.literal("custom"),
  custom: z.strictObject({ name: z.string() }),
});

const allowedTools = z.strictObject({
  type: z.literal("allowed_tools"),
  allowed_tools: z.strictObject({
    mode: z.enum(["auto", "required"]),
    tools: listOf(z.discriminatedUnion("type", [namedFunction, namedCustom]), {
      minimum: 1,
      maximum: MAXIMUM_TOOLS,
    }),
  }),
});

export const toolChoice = z
  .union([
    z.enum(["none", "auto", "required"]),
    z.discriminatedUnion("type", [namedFunction, namedCustom, allowedTools]),
  ])
  .openapi("ChatToolChoice");

/** The predecessor of tools. */
export const functions = listOf(
  z.strictObject({
    name: identifierName(),
    description: z.string().nullish(),
    parameters: jsonSchemaObject.nullish(),
  }),
  { minimum: 1, maximum: MAXIMUM_TOOLS },
);

export const functionCall = z.union([z.enum(["none", "auto"]), z.strictObject({ name: z.string() })]);

export type RequestTool = z.infer<typeof toolDefinition>;
export type RequestToolChoice = z.infer<typeof toolChoice>;
export type RequestFunction = z.infer<typeof functions>[number];
export type RequestFunctionCall = z.infer<typeof functionCall>;
