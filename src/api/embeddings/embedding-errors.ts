import { ApiError } from "../errors/api-error.ts";

/** The model that was asked answers texts, and makes no vectors of them. */
export function makesNoEmbeddings(): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message: "You are not allowed to generate embeddings from this model",
  });
}
