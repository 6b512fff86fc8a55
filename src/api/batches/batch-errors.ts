import type { BatchStatus } from "../../store/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";

export function batchNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No batch found with id '${id.slice(0, 128)}'.`,
  });
}

export function wrongPurpose(purpose: string): ApiError {
  return invalidRequest(
    `Invalid value: the input file has the purpose '${purpose}', a batch needs one with the purpose 'batch'.`,
    "input_file_id",
    "invalid_value",
  );
}

/** With the service's own status, by which clients know that the batch was quicker than they. */
export function notCancellable(status: BatchStatus): ApiError {
  return new ApiError({
    status: 409,
    type: "invalid_request_error",
    message: `Cannot cancel a batch with status '${status}'.`,
    // The official clients take a 409 for a lock that is soon gone.
    headers: { "x-should-retry": "false" },
  });
}
