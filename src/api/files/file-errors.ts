import { ApiError, invalidRequest } from "../errors/api-error.ts";

const MAXIMUM_ECHO = 256;

export function fileNotFound(id: string, param = "id"): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No such File object: ${id.slice(0, MAXIMUM_ECHO)}`,
    param,
  });
}

export function missingProperty(name: string): ApiError {
  return invalidRequest(`'${name}' is a required property`, name);
}

export function notOneOf(name: string, value: string, allowed: readonly string[]): ApiError {
  const list = allowed.map((one) => `'${one}'`).join(", ");
  return invalidRequest(`'${value.slice(0, MAXIMUM_ECHO)}' is not one of [${list}] - '${name}'`, name);
}

export function unexpectedProperty(name: string): ApiError {
  const shown = name.slice(0, 64);
  return invalidRequest(`Additional properties are not allowed ('${shown}' was unexpected)`, shown);
}
