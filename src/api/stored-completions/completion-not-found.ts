import { ApiError } from "../errors/api-error.ts";

export function completionNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Chat completion with id '${id.slice(0, 128)}' not found. Only completions that were created with \`store\` set to true are kept.`,
  });
}
