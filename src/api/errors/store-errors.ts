import type { StoreError } from "../../store/index.ts";
import { ApiError, invalidRequest } from "./api-error.ts";
import { internalError } from "./server-errors.ts";

/** What clients are told when nothing could be written or read. The operator's log has the rest. */
export function storeApiError(error: StoreError): ApiError {
  switch (error.code) {
    case "busy":
    case "unavailable":
      return new ApiError({
        status: 503,
        type: "server_error",
        message: "The server's storage cannot be reached at the moment, please try again later",
        headers: { "retry-after": "1" },
        cause: error,
      });
    case "disk-full":
      return new ApiError({
        status: 507,
        type: "server_error",
        message: "The server has no room left to store this. Whoever runs it has to free some.",
        // The official clients would try again at once, and send everything once more.
        headers: { "x-should-retry": "false" },
        cause: error,
      });
    case "too-large":
      return invalidRequest("The request is larger than what can be stored.", "store", "request_too_large");
    case "cursor-not-found":
      return invalidRequest("The object that 'after' names is not in this list.", "after", "invalid_value");
    default:
      return internalError(error);
  }
}
