import { HTTPException } from "hono/http-exception";
import { EngineFailure } from "../../engine/index.ts";
import { InferenceFailure } from "../../inference/index.ts";
import { StoreError } from "../../store/index.ts";
import { ApiError } from "./api-error.ts";
import { inferenceApiError } from "./inference-errors.ts";
import { internalError } from "./server-errors.ts";
import { storeApiError } from "./store-errors.ts";

/** The one place where whatever was thrown becomes what a client may see. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof InferenceFailure || thrown instanceof EngineFailure) {
    return inferenceApiError(thrown.error);
  }
  if (thrown instanceof StoreError) return storeApiError(thrown);
  // The router's own refusals: their messages are written for clients.
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return new ApiError({ status: thrown.status, type: "invalid_request_error", message: thrown.message });
  }
  return internalError(thrown);
}
