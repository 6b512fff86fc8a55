import { type InferenceError, schemaErrorOf } from "../../inference/index.ts";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import type { AnswerParts, ToolPart } from "./answer-parts.ts";

/**
 * What a client is told of a schema or grammar that turned out, when it was compiled or followed, to
 * be beyond what an answer can be held to; undefined for errors that have to do with none.
 */
export function answerPartsError(
  error: InferenceError,
  { format, tools }: AnswerParts,
): ApiError | undefined {
  if (error.code === "unsupported-tool") {
    const tool = tools.find(({ name }) => name === error.tool);
    return tool
      ? toolError(tool, error.message)
      : invalidRequest(error.message, "tools", "unsupported_value");
  }
  if (error.code !== "invalid-constraint") return undefined;
  const tool = tools.find(({ name }) => name === error.part) ?? (tools.length === 1 ? tools[0] : undefined);
  if (tool !== undefined && (error.part !== undefined || format === undefined)) {
    return toolError(tool, error.message);
  }
  if (format !== undefined) return schemaError(format.use, error.message);
  return invalidRequest(
    `Invalid tools: together they are too much to hold an answer to. ${error.message}`,
    "tools",
    "invalid_value",
  );
}

function toolError({ name, definition }: ToolPart, problem: string): ApiError {
  if (definition.kind === "function") return schemaError(definition.use, problem);
  return invalidRequest(
    `Invalid grammar for custom tool '${name}': ${problem}`,
    definition.grammarParam,
    "invalid_value",
  );
}

function schemaError(use: Parameters<typeof schemaErrorOf>[0], problem: string): ApiError {
  const { message, param, code } = schemaErrorOf(use, problem);
  return invalidRequest(message, param ?? undefined, code ?? undefined);
}
