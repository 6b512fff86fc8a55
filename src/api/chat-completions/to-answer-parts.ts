import { type AnswerParts, functionPart, type ToolPart } from "../answer-parts/answer-parts.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { ChatCompletionRequest } from "./request-schema.ts";
import type { RequestTool } from "./tool-schema.ts";

/** @throws ApiError where a strict format brings no schema */
export function toAnswerParts({ response_format, tools, functions }: ChatCompletionRequest): AnswerParts {
  const parts = [
    ...(tools ?? []).map(toToolPart),
    ...(functions ?? []).map(({ name, parameters }, index) =>
      functionPart({ name, parameters }, `functions[${index}].name`, `functions[${index}].parameters`),
    ),
  ];
  if (response_format?.type !== "json_schema") return { tools: parts };
  const { name, schema, strict } = response_format.json_schema;
  if (schema == null && strict) {
    const param = "response_format.json_schema.schema";
    throw invalidRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");
  }
  if (schema == null) return { tools: parts };
  const use = { kind: "response_format" as const, name };
  return { tools: parts, format: { use, schema, strict: strict ?? false } };
}

function toToolPart(tool: RequestTool, index: number): ToolPart {
  const path = `tools[${index}].${tool.type}`;
  if (tool.type === "function") return functionPart(tool.function, `${path}.name`, `${path}.parameters`);
  return {
    name: tool.custom.name,
    nameParam: `${path}.name`,
    definition: { kind: "custom", grammarParam: `${path}.format.grammar.definition` },
  };
}
