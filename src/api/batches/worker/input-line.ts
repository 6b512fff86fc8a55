import type { BatchError } from "../../../store/index.ts";
import { measureJson } from "../../request-body/json-shape.ts";
import { JSON_BOUNDS } from "../../request-body/parse-json-body.ts";
import { prefixKey } from "./prefix-key.ts";

/** One request of an input file. */
export interface InputLine {
  readonly line: number;
  readonly customId: string;
  readonly model: string;
  /** The JSON body to be sent. */
  readonly request: string;
  /** Requests whose prompts begin alike have keys that begin alike. */
  readonly prefix: string;
  /** Of a request for embeddings, the texts that it brings; of any other, 1. */
  readonly inputs: number;
}

const LONGEST_CUSTOM_ID = 512;
const LONGEST_ECHO = 128;

/** The line itself is one level more than its body. What is nested deeper would end code that is recursive. */
const LINE_BOUNDS = { maximumDepth: JSON_BOUNDS.maximumDepth + 1, maximumValues: Number.POSITIVE_INFINITY };

/** What the line says, or why it cannot be a request of this batch. */
export function readInputLine(bytes: Uint8Array, line: number, endpoint: string): InputLine | BatchError {
  if (measureJson(bytes, LINE_BOUNDS).kind === "too-deep") {
    const message = `This line is nested too deeply: a body may have at most ${JSON_BOUNDS.maximumDepth} levels.`;
    return error("invalid_body", message, "body", line);
  }
  const fields = parse(bytes);
  if (fields === undefined) {
    return error("invalid_json_line", "This line is not parseable as valid JSON.", null, line);
  }
  const { custom_id: customId, method, url, body } = fields;
  for (const name of ["custom_id", "method", "url", "body"] as const) {
    if (fields[name] !== undefined) continue;
    return error("missing_required_parameter", `Missing required parameter: '${name}'.`, name, line);
  }
  if (typeof customId !== "string" || customId === "" || customId.length > LONGEST_CUSTOM_ID) {
    const message = `Invalid 'custom_id': expected a string of 1 to ${LONGEST_CUSTOM_ID} characters.`;
    return error("invalid_custom_id", message, "custom_id", line);
  }
  // No store keeps them as they are, and results are told apart by them.
  if (!customId.isWellFormed() || customId.includes("\0")) {
    const message = "Invalid 'custom_id': expected well-formed Unicode text without NUL characters.";
    return error("invalid_custom_id", message, "custom_id", line);
  }
  if (method !== "POST") {
    return error(
      "invalid_method",
      `Invalid method: ${shown(method)}. Only 'POST' is supported.`,
      "method",
      line,
    );
  }
  if (url !== endpoint) {
    const message = `The URL provided for this request does not match the batch endpoint: ${shown(url)} instead of '${endpoint}'.`;
    return error("invalid_url", message, "url", line);
  }
  if (!isRecord(body)) return error("invalid_body", "Invalid 'body': expected an object.", "body", line);
  if (typeof body.model !== "string") {
    return error(
      "missing_required_parameter",
      "Missing required parameter: 'body.model'.",
      "body.model",
      line,
    );
  }
  const inputs = endpoint === "/v1/embeddings" ? countInputs(body.input) : 1;
  return {
    line,
    customId,
    model: body.model,
    request: JSON.stringify(body),
    prefix: prefixKey(body),
    inputs,
  };
}

/** A list of tokens is one text. */
function countInputs(input: unknown): number {
  return Array.isArray(input) && typeof input[0] !== "number" ? input.length : 1;
}

export function isInputLine(read: InputLine | BatchError): read is InputLine {
  return "customId" in read;
}

function parse(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" ? `'${value.slice(0, LONGEST_ECHO)}'` : `a value of type ${typeof value}`;
}

function error(code: string, message: string, param: string | null, line: number): BatchError {
  return { code, message, param, line };
}
