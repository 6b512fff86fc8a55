import type { InferenceError } from "../../inference/index.ts";
import { type ApiError, invalidRequest } from "./api-error.ts";
import { clientGone, internalError, overloaded, shuttingDown } from "./server-errors.ts";

/** What clients of the chat API are told when no answer could be generated. */
export function inferenceApiError(error: InferenceError): ApiError {
  switch (error.code) {
    case "context-length-exceeded":
      return contextLengthExceeded(error);
    case "queue-full":
      return overloaded(error.retryAfterSeconds);
    case "cancelled":
      return clientGone();
    case "stopping":
      return shuttingDown();
    case "unsupported-content":
      return invalidRequest(
        `Invalid content type. ${error.contentType}_url is only supported by certain models.`,
        `messages[${error.messageIndex}].content`,
      );
    case "invalid-constraint":
      return invalidRequest(error.message, "response_format", "invalid_value");
    case "unsupported-tool":
      return invalidRequest(error.message, "tools", "unsupported_value");
    case "unsupported":
      return invalidRequest(error.message, undefined, "unsupported_value");
    case "unknown-adapter":
    case "template-failed":
    case "crashed":
      return internalError(new Error(`Generation failed: ${JSON.stringify(error)}`));
    case "internal":
      return internalError(error.cause);
  }
}

function contextLengthExceeded(error: {
  readonly contextLength: number;
  readonly promptTokens: number;
  readonly requestedTokens: number;
}): ApiError {
  const { contextLength, promptTokens, requestedTokens } = error;
  const limit = `This model's maximum context length is ${contextLength} tokens. However, `;
  const message =
    promptTokens < contextLength && requestedTokens > 0
      ? `${limit}you requested ${promptTokens + requestedTokens} tokens (${promptTokens} in the messages, ${requestedTokens} in the completion). Please reduce the length of the messages or completion.`
      : `${limit}your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`;
  return invalidRequest(message, "messages", "context_length_exceeded");
}
