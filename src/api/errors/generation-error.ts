import type { InferenceError } from "../../inference/index.ts";
import { ApiError } from "./api-error.ts";
import { inferenceApiError } from "./inference-errors.ts";

/** What a failed generation is told as: work that this side ended has the reason it was ended for. */
export function generationError(
  error: InferenceError,
  signal: AbortSignal,
  worded: (error: InferenceError) => ApiError = inferenceApiError,
): ApiError {
  if (error.code === "cancelled" && signal.reason instanceof ApiError) return signal.reason;
  return worded(error);
}
