import { ApiError } from "../../errors/api-error.ts";

/** All are told as the service tells of its own faults, with the reason. */

export function attemptsExhausted(attempts: number): ApiError {
  return new ApiError({
    status: 500,
    type: "server_error",
    message: `The server was stopped ${attempts} times while it made this response, and does not try again.`,
    code: "server_error",
  });
}

export function streamInterrupted(): ApiError {
  return new ApiError({
    status: 500,
    type: "server_error",
    message:
      "The server was restarted while it made this response, and could not continue the stream where it was.",
    code: "server_error",
  });
}

export function remoteToolsInterrupted(): ApiError {
  return new ApiError({
    status: 500,
    type: "server_error",
    message:
      "The server was stopped while it made this response. It may have called tools of MCP servers, and does not call them again unasked.",
    code: "server_error",
  });
}
