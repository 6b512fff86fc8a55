import type { EmbeddingInput } from "../../engine/index.ts";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { describeValue } from "../validation/describe.ts";

/** Token ids are numbers of 32 bits. */
const LARGEST_TOKEN = 2 ** 31 - 1;

export interface EmbeddingInputs {
  readonly inputs: readonly EmbeddingInput[];
  /** Whether the request has a list of them, rather than one. */
  readonly isList: boolean;
}

/** Throws an `ApiError` unless the elements are all texts, all tokens or all lists of tokens, and none is empty. */
export function readInput(input: string | readonly unknown[]): EmbeddingInputs {
  if (typeof input === "string") return { inputs: [input], isList: false };
  const [first] = input;
  if (typeof first === "number") return { inputs: [tokensOf(input, "input")], isList: false };
  const read = Array.isArray(first) ? tokenListOf : textOf;
  return { inputs: input.map((element, index) => read(element, `input[${index}]`)), isList: true };
}

function textOf(text: unknown, param: string): string {
  if (typeof text !== "string") throw wrongType(param, "a string", text);
  if (text === "") throw empty(param, "string", "a string");
  return text;
}

function tokenListOf(tokens: unknown, param: string): readonly number[] {
  if (!Array.isArray(tokens)) throw wrongType(param, "an array of integers", tokens);
  if (tokens.length === 0) throw empty(param, "array", "an array");
  return tokensOf(tokens, param);
}

function tokensOf(tokens: readonly unknown[], list: string): readonly number[] {
  return tokens.map((token, index) => {
    const param = `${list}[${index}]`;
    if (typeof token !== "number" || !Number.isInteger(token)) throw wrongType(param, "an integer", token);
    if (token >= 0 && token <= LARGEST_TOKEN) return token;
    throw invalidRequest(`Invalid '${param}': ${token} is no token.`, param, "invalid_value");
  });
}

function wrongType(param: string, expected: string, value: unknown): ApiError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${describeValue(value)} instead.`;
  return invalidRequest(message, param, "invalid_type");
}

function empty(param: string, kind: "string" | "array", named: string): ApiError {
  const message = `Invalid '${param}': empty ${kind}. Expected ${named} with minimum length 1, but got an empty ${kind} instead.`;
  return invalidRequest(message, param, `empty_${kind}`);
}
