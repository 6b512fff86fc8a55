import { ApiError } from "./api-error.ts";

const MAXIMUM_PATH_ECHO = 256;

export function unknownUrl(method: string, path: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Invalid URL (${method} ${path.slice(0, MAXIMUM_PATH_ECHO)})`,
  });
}

export function methodNotAllowed(method: string, path: string, allowed: readonly string[]): ApiError {
  return new ApiError({
    status: 405,
    type: "invalid_request_error",
    message: `Not allowed to ${method} on ${path.slice(0, MAXIMUM_PATH_ECHO)}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    headers: { allow: allowed.join(", ") },
  });
}
