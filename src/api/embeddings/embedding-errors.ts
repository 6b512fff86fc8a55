import type { EmbeddingError } from "../../engine/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";
import { clientGone, internalError, overloaded, shuttingDown } from "../errors/server-errors.ts";

/** The model that was asked answers texts, and makes no vectors of them. */
export function makesNoEmbeddings(): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message: "You are not allowed to generate embeddings from this model",
  });
}

/** What to do about a name that stands for no weights. */
export const BIND_WEIGHTS =
  'Weights that make embeddings are bound to names under `embeddings` in the server\'s configuration, such as `embeddings: {"text-embedding-3-small": {weights: "qwen3-embedding-0.6b-q8_0"}}`.';

export function fixedDimensions(): ApiError {
  return invalidRequest("This model does not support specifying dimensions.", "dimensions");
}

export function tooManyDimensions(asked: number, maximum: number): ApiError {
  return invalidRequest(
    `Invalid value for 'dimensions' = ${asked}. Must be less than or equal to ${maximum}.`,
    "dimensions",
    "integer_above_max_value",
  );
}

/** What clients are told where no vectors could be made. */
export function embeddingApiError(error: EmbeddingError, isList: boolean): ApiError {
  switch (error.code) {
    case "context-length-exceeded": {
      const { contextLength, tokens, index } = error;
      const message = `This model's maximum context length is ${contextLength} tokens, however you requested ${tokens} tokens (${tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`;
      return invalidRequest(message, path(index, isList), "context_length_exceeded");
    }
    case "too-many-tokens":
      return invalidRequest(
        `Requested ${error.tokens} tokens, max ${error.maximum} tokens per request`,
        "input",
        "max_tokens_per_request",
      );
    case "unknown-token": {
      const param = path(error.index, isList);
      return invalidRequest(
        `Invalid '${param}': ${error.token} is no token of this model.`,
        param,
        "invalid_value",
      );
    }
    case "empty-input": {
      const param = path(error.index, isList);
      return invalidRequest(`Invalid '${param}': nothing is left of it as tokens.`, param, "invalid_value");
    }
    case "queue-full":
      return overloaded(1);
    case "cancelled":
      return clientGone();
    case "stopping":
      return shuttingDown();
    case "crashed":
      return internalError(new Error(`Embedding failed: ${error.message}`));
  }
}

function path(index: number, isList: boolean): string {
  return isList ? `input[${index}]` : "input";
}
