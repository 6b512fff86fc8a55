import type { DistillationStatus } from "../../../store/index.ts";
import { ApiError, invalidRequest } from "../../errors/api-error.ts";

const MAXIMUM_ECHO = 128;

export function distillationNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No distillation found with id '${id.slice(0, MAXIMUM_ECHO)}'.`,
    param: "distillation_id",
  });
}

export function missingStudent(): ApiError {
  return invalidRequest(
    "Missing required parameter: 'student'. Without a student, set 'train' to false.",
    "student",
    "missing_required_parameter",
  );
}

export function studentNotTrained(param: "student" | "hyperparameters" | "suffix"): ApiError {
  return invalidRequest(`'${param}' has no meaning where 'train' is false.`, param, "invalid_value");
}

export function wrongTime(): ApiError {
  return invalidRequest(
    "Nothing is created after 'created_after' and before 'created_before'.",
    "filter.created_before",
    "invalid_value",
  );
}

export function alreadyEnded(id: string, status: DistillationStatus): ApiError {
  return invalidRequest(
    `Cannot cancel distillation ${id} because its status is '${status}'.`,
    undefined,
    "invalid_status",
  );
}

export function notEnded(id: string, status: DistillationStatus): ApiError {
  return invalidRequest(
    `Cannot delete distillation ${id} because its status is '${status}'. Cancel it first.`,
    undefined,
    "invalid_status",
  );
}
