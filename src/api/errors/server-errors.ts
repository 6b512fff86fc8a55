import { ApiError } from "./api-error.ts";

/** Something broke on this side. The cause is for the log alone. */
export function internalError(cause: unknown): ApiError {
  return new ApiError({
    status: 500,
    type: "server_error",
    message: "The server had an error while processing your request. Sorry about that!",
    cause,
  });
}

/** The queue is full. Clients of the official SDKs wait for as long as the header says, and retry. */
export function overloaded(retryAfterSeconds: number): ApiError {
  return new ApiError({
    status: 503,
    type: "server_error",
    message: "The engine is currently overloaded, please try again later",
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  });
}

export function shuttingDown(): ApiError {
  return new ApiError({
    status: 503,
    type: "server_error",
    message: "The server is shutting down. Please retry your request later.",
    headers: { "retry-after": "5" },
  });
}

export function timedOut(): ApiError {
  return new ApiError({
    status: 408,
    type: "internal_error",
    message:
      "Timed out generating response. Please try again with a shorter prompt or with `max_tokens` set to a lower value.",
    code: "request_timeout",
  });
}

/** Never sent: the reason a request ends with when nobody is there any more to read an answer. */
export function clientGone(): ApiError {
  return new ApiError({ status: 499, type: "invalid_request_error", message: "The client went away." });
}
