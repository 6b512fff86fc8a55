import type { InferenceError } from "../../inference/index.ts";
import { answerPartsError } from "../answer-parts/answer-parts-error.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";
import { inferenceApiError } from "../errors/inference-errors.ts";
import type { ResponseRequest } from "./request/request-schema.ts";
import { toAnswerParts } from "./request/to-answer-parts.ts";

/** Ids are echoed, so they are cut: they may be as long as the request was allowed to be. */
const shown = (id: string): string => id.slice(0, 128);

export function responseNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Response with id '${shown(id)}' not found.`,
  });
}

export function previousResponseNotFound(id: string): ApiError {
  return invalidRequest(
    `Previous response with id '${shown(id)}' not found.`,
    "previous_response_id",
    "previous_response_not_found",
  );
}

export function conversationNotFound(id: string, param?: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Conversation with id '${shown(id)}' not found.`,
    param,
  });
}

export function itemNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Item with id '${shown(id)}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
    param: "input",
  });
}

/** An id of another kind, or no id at all. */
export function malformedId(param: string, id: string, prefix: string): ApiError {
  return invalidRequest(
    `Invalid '${param}': '${shown(id)}'. Expected an ID that begins with '${prefix}'.`,
    param,
    "invalid_value",
  );
}

export function unsupportedParameter(name: string, circumstance = "with this model"): ApiError {
  return invalidRequest(
    `Unsupported parameter: '${name}' is not supported ${circumstance}.`,
    name,
    "unsupported_parameter",
  );
}

export function inputTooLong(): ApiError {
  return invalidRequest(
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "input",
    "context_length_exceeded",
  );
}

/** What clients of the Responses API are told when no answer could be generated. */
export function responsesApiError(
  error: InferenceError,
  request: Pick<ResponseRequest, "text" | "tools">,
): ApiError {
  switch (error.code) {
    case "context-length-exceeded":
      return inputTooLong();
    case "unsupported-content":
      return invalidRequest(
        `Invalid content type. input_${error.contentType} is only supported by certain models.`,
        "input",
        "unsupported_value",
      );
    default:
      return answerPartsError(error, toAnswerParts(request)) ?? inferenceApiError(error);
  }
}
