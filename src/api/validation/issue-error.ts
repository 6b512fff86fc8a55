import type { z } from "@hono/zod-openapi";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { describeExpectation, describeValue, isInteger, quotedList } from "./describe.ts";
import { formatPath, valueAt } from "./parameter-path.ts";
import { literalsOf } from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;

/** Words one broken rule. `schema` governs the value at the issue's path. */
export function issueError(issue: Issue, schema: z.core.$ZodType | undefined, body: unknown): ApiError {
  const param = formatPath(issue.path);
  const found = valueAt(body, issue.path);
  const value = found === undefined ? loneElement(body, issue.path) : found;
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownParameter(formatPath([...issue.path, issue.keys[0] ?? ""]));
    case "invalid_type":
    case "invalid_union":
    case "invalid_value":
      return wrongValue(param, value, schema);
    case "too_small":
    case "too_big":
      return outOfBounds(issue, param, value, schema);
    case "invalid_format":
      return invalidRequest(
        `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${patternOf(issue)}'.`,
        param,
        "invalid_value",
      );
    case "invalid_key":
      return invalidKey(issue, param);
    case "custom":
      return wrongValue(param, value, schema);
    default:
      return invalidRequest(issue.message, param || undefined, "invalid_value");
  }
}

/** A query's list of one may be said as that one: the issue then has a place that the body has not. */
function loneElement(body: unknown, path: Issue["path"]): unknown {
  if (path.at(-1) !== 0) return undefined;
  const owner = valueAt(body, path.slice(0, -1));
  return Array.isArray(owner) ? undefined : owner;
}

export function unknownParameter(path: string): ApiError {
  const shown = path.length > 128 ? shorten(path) : path;
  return invalidRequest(`Unknown parameter: '${shown}'.`, shown, "unknown_parameter");
}

function wrongValue(param: string, value: unknown, schema: z.core.$ZodType | undefined): ApiError {
  if (param === "") {
    return invalidRequest(
      `Invalid type for the request body: expected an object, but got ${describeValue(value)} instead.`,
      undefined,
      "invalid_type",
    );
  }
  if (value === undefined) {
    return invalidRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");
  }
  const allowed = schema ? literalsOf(schema) : [];
  if (allowed.length > 0 && typeof value === "string") {
    return invalidRequest(
      `Invalid value: '${shorten(value)}'. Supported values are: ${quotedList(allowed, "and")}.`,
      param,
      "invalid_value",
    );
  }
  const expected = schema ? describeExpectation(schema) : "another type";
  return invalidRequest(
    `Invalid type for '${param}': expected ${expected}, but got ${describeValue(value)} instead.`,
    param,
    "invalid_type",
  );
}

function outOfBounds(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  param: string,
  value: unknown,
  schema: z.core.$ZodType | undefined,
): ApiError {
  const small = issue.code === "too_small";
  const limit = small ? issue.minimum : issue.maximum;
  if (issue.origin === "string" || issue.origin === "array") {
    const length = (value as { readonly length: number }).length;
    const { text, code } = lengthFault(issue.origin, small, Number(limit), length);
    return invalidRequest(`Invalid '${param}': ${text}`, param, code);
  }
  if (issue.origin === "object") {
    const count = Object.keys(value as object).length;
    return invalidRequest(
      `Invalid '${param}': too many properties. Expected an object with at most ${limit} properties, but got an object with ${count} properties instead.`,
      param,
      "object_above_max_properties",
    );
  }
  const kind = schema && isInteger(schema) ? "integer" : "decimal";
  const bound = `${small ? ">" : "<"}${issue.inclusive === false ? "" : "="} ${limit}`;
  return invalidRequest(
    `Invalid '${param}': ${kind} ${small ? "below minimum" : "above maximum"} value. Expected a value ${bound}, but got ${value} instead.`,
    param,
    `${kind}_${small ? "below_min" : "above_max"}_value`,
  );
}

function lengthFault(kind: string, small: boolean, limit: number, length: number) {
  const article = kind === "array" ? "an" : "a";
  if (length === 0) {
    return {
      text: `empty ${kind}. Expected ${article} ${kind} with minimum length ${limit}, but got an empty ${kind} instead.`,
      code: `empty_${kind}`,
    };
  }
  return {
    text: `${kind} too ${small ? "short" : "long"}. Expected ${article} ${kind} with ${small ? "minimum" : "maximum"} length ${limit}, but got ${article} ${kind} with length ${length} instead.`,
    code: `${kind}_${small ? "below_min" : "above_max"}_length`,
  };
}

function invalidKey(issue: z.core.$ZodIssueInvalidKey, param: string): ApiError {
  const key = String(issue.path.at(-1) ?? "");
  const owner = formatPath(issue.path.slice(0, -1));
  const [reason] = issue.issues;
  if (reason?.code === "too_big") {
    return invalidRequest(
      `Invalid property name in '${owner}': '${shorten(key)}' is too long. Expected a string with maximum length ${reason.maximum}, but got a string with length ${key.length} instead.`,
      `${owner}.${shorten(key)}`,
      "property_name_above_max_length",
    );
  }
  return invalidRequest(
    `Invalid key in '${owner}': ${shorten(key)}. ${reason?.message ?? "The key is malformed."}`,
    owner === "" ? param : owner,
    "invalid_value",
  );
}

function patternOf(issue: z.core.$ZodIssueInvalidStringFormat): string {
  return (issue.pattern ?? "").replace(/^\/(.*)\/[a-z]*$/s, "$1");
}

/** Echoes enough of a value to recognize it, and never a prompt. */
function shorten(value: string): string {
  return value.length > 16 ? `${value.slice(0, 3)}...${value.slice(-3)}` : value;
}
