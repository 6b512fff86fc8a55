import { StoreError } from "../../../store/index.ts";
import { ApiError, invalidRequest } from "../../errors/api-error.ts";
import { storeApiError } from "../../errors/store-errors.ts";

/** Of a checksum, as much as tells weights apart at a glance. */
const SHOWN = 12;

interface NamedWeights {
  readonly sha256: string;
  readonly title: string;
}

/** On other weights an adapter would make nonsense of every answer. */
export function weightsChanged(
  name: string,
  base: string,
  wanted: NamedWeights,
  found: NamedWeights | undefined,
): ApiError {
  const described = ({ sha256, title }: NamedWeights) => `${title} (sha256 ${sha256.slice(0, SHOWN)}…)`;
  return invalidRequest(
    `The model '${name}' was tuned on the weights ${described(wanted)}, but '${base}' is bound to ${found === undefined ? "others" : described(found)} now. Bind '${base}' to the former again, or tune the model anew.`,
    "model",
    "model_weights_changed",
  );
}

export function adapterMissing(name: string): ApiError {
  return new ApiError({
    status: 500,
    type: "server_error",
    message: `The adapter of the model '${name}' is missing or damaged. Restore it from a backup, or tune the model anew.`,
    param: "model",
    code: "adapter_missing",
    headers: { "x-should-retry": "false" },
  });
}

/** Why an adapter's file could not be had. */
export function adapterError(name: string, error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  return error.code === "not-found" || error.code === "corrupt" ? adapterMissing(name) : storeApiError(error);
}
