import { ApiError } from "./api-error.ts";

/** The name is echoed, so it is cut: it may be as long as the request was allowed to be. */
const MAXIMUM_ECHO = 256;

/** A request wants an answer from a model that is not served; `hint` says what to do about it. */
export function modelNotFound(name: string, hint?: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `The model \`${name.slice(0, MAXIMUM_ECHO)}\` does not exist or you do not have access to it.${hint === undefined ? "" : ` ${hint}`}`,
    code: "model_not_found",
  });
}

export interface EndedModel {
  /** The day on which it ended. */
  readonly shutdown: string;
  readonly replacement?: string | undefined;
}

/** A request names a model that has come to its end. */
export function modelRetired(name: string, { shutdown, replacement }: EndedModel): ApiError {
  const hint = replacement === undefined ? "" : ` Use \`${replacement}\` instead.`;
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `The model \`${name.slice(0, MAXIMUM_ECHO)}\` has been deprecated and was shut down on ${shutdown}.${hint} Learn more here: https://platform.openai.com/docs/deprecations`,
    code: "model_not_found",
  });
}

/** A request wants to know about a model that is not served. */
export function modelMissing(name: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `The model '${name.slice(0, MAXIMUM_ECHO)}' does not exist`,
    param: "model",
    code: "model_not_found",
  });
}
