import { WeightsError } from "../../../weights/index.ts";
import { ApiError, invalidRequest } from "../../errors/api-error.ts";

export function notManaged(): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: "This server does not manage weights: its engines run elsewhere.",
    code: "weights_not_managed",
  });
}

export function unknownPull(id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No pull found with id '${id.slice(0, 128)}'.`,
    param: "pull_id",
  });
}

export function ownFile(): ApiError {
  return invalidRequest(
    "Files on the server's machine are bound in its configuration, not over the API. Name weights of the catalog, or hf:owner/repository:quantization.",
    "weights",
    "invalid_value",
  );
}

export function notHere(title: string): ApiError {
  return new ApiError({
    status: 409,
    type: "invalid_request_error",
    message: `${title} is not on this machine yet. Pull it first.`,
    param: "weights",
    code: "weights_not_here",
  });
}

export function outranked(model: string): ApiError {
  return new ApiError({
    status: 409,
    type: "invalid_request_error",
    message: `The configuration file, the environment or the command line says what ${model} is bound to, and outranks a binding over the API. Change it there.`,
    param: "model",
    code: "binding_outranked",
  });
}

/** What the weights room says is for clients, save for paths. */
export function weightsApiError(error: unknown, param: string): unknown {
  if (!(error instanceof WeightsError)) return error;
  if (error.code === "does-not-fit") return invalidRequest(error.message, param, "does_not_fit");
  if (error.code === "unknown-weights") return invalidRequest(error.message, param, "unknown_weights");
  return error;
}
