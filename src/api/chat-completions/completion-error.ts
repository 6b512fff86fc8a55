import type { InferenceError } from "../../inference/index.ts";
import { answerPartsError } from "../answer-parts/answer-parts-error.ts";
import type { ApiError } from "../errors/api-error.ts";
import { generationError } from "../errors/generation-error.ts";
import { inferenceApiError } from "../errors/inference-errors.ts";
import type { RunningRequest } from "../running-requests.ts";
import type { Generation } from "./generation.ts";

/** What the client of a chat completion is told of its failure. */
export function completionError(
  error: InferenceError,
  { parts }: Generation,
  { signal }: RunningRequest,
): ApiError {
  return generationError(
    error,
    signal,
    (worded) => answerPartsError(worded, parts) ?? inferenceApiError(worded),
  );
}
