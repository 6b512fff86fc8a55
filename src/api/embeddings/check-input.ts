import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { describeValue } from "../validation/describe.ts";

/** Token ids are numbers of 32 bits. */
const LARGEST_TOKEN = 2 ** 31 - 1;

/** Throws an `ApiError` unless the elements are all texts, all tokens or all lists of tokens, and none is empty. */
export function checkInput(input: string | readonly unknown[]): void {
  if (typeof input === "string") return;
  const [first] = input;
  if (typeof first === "number") checkTokens(input, "input");
  else if (Array.isArray(first)) for (const [index, tokens] of input.entries()) checkTokenList(tokens, index);
  else for (const [index, text] of input.entries()) checkText(text, `input[${index}]`);
}

function checkText(text: unknown, param: string): void {
  if (typeof text !== "string") throw wrongType(param, "a string", text);
  if (text === "") throw empty(param, "string", "a string");
}

function checkTokenList(tokens: unknown, index: number): void {
  const param = `input[${index}]`;
  if (!Array.isArray(tokens)) throw wrongType(param, "an array of integers", tokens);
  if (tokens.length === 0) throw empty(param, "array", "an array");
  checkTokens(tokens, param);
}

function checkTokens(tokens: readonly unknown[], list: string): void {
  for (const [index, token] of tokens.entries()) {
    const param = `${list}[${index}]`;
    if (!Number.isInteger(token)) throw wrongType(param, "an integer", token);
    if (Number(token) >= 0 && Number(token) <= LARGEST_TOKEN) continue;
    throw invalidRequest(`Invalid '${param}': ${token} is no token.`, param, "invalid_value");
  }
}

function wrongType(param: string, expected: string, value: unknown): ApiError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${describeValue(value)} instead.`;
  return invalidRequest(message, param, "invalid_type");
}

function empty(param: string, kind: "string" | "array", named: string): ApiError {
  const message = `Invalid '${param}': empty ${kind}. Expected ${named} with minimum length 1, but got an empty ${kind} instead.`;
  return invalidRequest(message, param, `empty_${kind}`);
}
