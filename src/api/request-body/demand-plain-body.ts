import { ApiError } from "../errors/api-error.ts";

/**
 * Bodies come as they are: nothing here unpacks what is compressed, so that no small body becomes a large one. Said
 * before it is read, since what is wrong with packed bytes would be told of as bad JSON.
 */
export function demandPlainBody(encoding: string | null | undefined): void {
  if (encoding == null || /^\s*(identity)?\s*$/i.test(encoding)) return;
  throw new ApiError({
    status: 415,
    type: "invalid_request_error",
    message: `Unsupported content encoding: '${encoding.slice(0, 100)}'. Please send the request body without compression.`,
    code: "unsupported_content_encoding",
  });
}
