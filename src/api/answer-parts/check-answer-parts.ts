import { PatternCheck, prepareSchema, validateStrictSchema } from "../../inference/index.ts";
import { invalidRequest } from "../errors/api-error.ts";
import type { AnswerParts, SchemaPart } from "./answer-parts.ts";
import { requireDistinct } from "./require-distinct.ts";

/**
 * Refuses what no answer can be held to before the model is asked: schemas outside the strict subset
 * that are to be strict, schemas beyond all bounds, tools that their names do not tell apart.
 */
export function checkAnswerParts({ format, tools }: AnswerParts): void {
  requireDistinct(tools.map(({ name, nameParam }) => ({ name, param: nameParam })));
  const patterns = new PatternCheck();
  if (format !== undefined) checkSchema(format, patterns);
  for (const { definition } of tools) {
    if (definition.kind === "function" && definition.parameters !== undefined) {
      checkSchema(definition.parameters, patterns);
    }
  }
}

function checkSchema({ schema, strict, use }: SchemaPart, patterns: PatternCheck): void {
  const verdict = strict ? validateStrictSchema(schema, use, patterns) : prepareSchema(schema, use);
  if (verdict.ok) return;
  throw invalidRequest(verdict.message, verdict.param ?? undefined, verdict.code ?? undefined);
}
