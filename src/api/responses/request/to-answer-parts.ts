import { type AnswerParts, functionPart, type ToolPart } from "../../answer-parts/answer-parts.ts";
import type { ResponseRequest } from "./request-schema.ts";
import type { RequestTool } from "./tool-schema.ts";

export function toAnswerParts({ text, tools }: Pick<ResponseRequest, "text" | "tools">): AnswerParts {
  const parts = (tools ?? []).flatMap(toToolPart);
  const format = text?.format;
  if (format?.type !== "json_schema") return { tools: parts };
  const { name, schema, strict } = format;
  return { tools: parts, format: { use: { kind: "text.format", name }, schema, strict: strict ?? false } };
}

function toToolPart(tool: RequestTool, index: number): ToolPart[] {
  const path = `tools[${index}]`;
  if (tool.type === "mcp") return [];
  if (tool.type === "function") return [functionPart(tool, `${path}.name`, `${path}.parameters`)];
  const { name } = tool;
  const definition = { kind: "custom" as const, grammarParam: `${path}.format.definition` };
  return [{ name, nameParam: `${path}.name`, definition }];
}
