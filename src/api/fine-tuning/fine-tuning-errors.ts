import type { FineTuningStatus } from "../../store/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";

const MAXIMUM_ECHO = 128;

export function jobNotFound(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `Could not find fine tune: ${id.slice(0, MAXIMUM_ECHO)}`,
    param: "fine_tune_id",
    code: "fine_tune_not_found",
  });
}

export function modelNotAvailable(name: string, param = "model"): ApiError {
  return invalidRequest(
    `Model ${name.slice(0, MAXIMUM_ECHO)} is not available for fine-tuning or does not exist.`,
    param,
    "model_not_available",
  );
}

export function noIntegrations(): ApiError {
  return invalidRequest(
    "Integrations are not supported by this server. Each step's metrics are events of the job, and its result file.",
    "integrations",
    "unsupported_parameter",
  );
}

export function invalidFile(param: string, id: string): ApiError {
  return invalidRequest(`invalid ${param}: ${id.slice(0, MAXIMUM_ECHO)}`, param);
}

export function wrongFilePurpose(param: string, purpose: string): ApiError {
  return invalidRequest(
    `Invalid file purpose: '${purpose}'. A file for fine-tuning needs the purpose 'fine-tune'.`,
    param,
    "invalid_file_purpose",
  );
}

export function wrongStatus(action: string, id: string, status: FineTuningStatus): ApiError {
  return invalidRequest(
    `Cannot ${action} fine-tuning job ${id} because its status is '${status}'.`,
    undefined,
    "invalid_status",
  );
}
