import type { ServedModel } from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import type { ApiError } from "../errors/api-error.ts";

/** The model that answers under a name. Throws an `ApiError`: what became of it, or what `missing` says. */
export function servedModel(
  name: string,
  { lifecycle }: Pick<ApiServices, "lifecycle">,
  missing: (name: string) => ApiError,
): ServedModel {
  const model = lifecycle.resolve(name);
  if (model !== undefined) return model;
  lifecycle.refuseRetired(name);
  throw missing(name);
}
