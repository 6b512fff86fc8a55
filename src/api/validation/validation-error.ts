import type { z } from "@hono/zod-openapi";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { issueError } from "./issue-error.ts";
import { valueAt } from "./parameter-path.ts";
import { schemaAt } from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;

/**
 * The one error that is told of a body that breaks its schema, worded as the original service words
 * it. Where several rules are broken the order is the service's: a missing model, other missing
 * top-level parameters, unknown parameters, then the parameters in the schema's order.
 */
export function validationError(schema: z.core.$ZodType, body: unknown, issues: readonly Issue[]): ApiError {
  const [first] = [...issues].sort((left, right) => rank(left, body) - rank(right, body));
  if (first === undefined) throw new Error("A failed validation has at least one issue.");
  if (isMissing(first, body) && first.path[0] === "model" && first.path.length === 1) {
    return invalidRequest("you must provide a model parameter");
  }
  return resolve(schema, body, first);
}

function rank(issue: Issue, body: unknown): number {
  if (issue.path.length === 1 && isMissing(issue, body)) return issue.path[0] === "model" ? 0 : 1;
  return issue.code === "unrecognized_keys" && issue.path.length === 0 ? 2 : 3;
}

function isMissing(issue: Issue, body: unknown): boolean {
  const [key] = issue.path;
  if (key === undefined || typeof body !== "object" || body === null) return false;
  return (body as Record<PropertyKey, unknown>)[key] === undefined;
}

/** Descends into the alternative of a union that the value was most likely meant for. */
function resolve(schema: z.core.$ZodType, body: unknown, issue: Issue): ApiError {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const value = valueAt(body, issue.path);
    const meant = issue.errors.find((branch) => !branch.some((inner) => isOtherType(inner, value)));
    const [inner] = meant ?? [];
    if (inner) return resolve(schema, body, { ...inner, path: [...issue.path, ...inner.path] });
  }
  return issueError(issue, schemaAt(schema, issue.path, body), body);
}

/** Whether the value is of another type altogether, so that this alternative was not meant. */
function isOtherType(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === "invalid_type" || (issue.code === "invalid_value" && typeof value !== "string");
}
