import type { NamedModel } from "../../access/model-access.ts";
import type { ApiServices } from "../../api-environment.ts";
import { modelRetired } from "../../errors/model-not-found.ts";

type Knowing = Pick<ApiServices, "lifecycle" | "embeddings">;

/** The model that answers under a name at a batch's endpoint: for one that has ended, its replacement, if that stands in. */
export function batchModel(
  endpoint: string,
  name: string,
  { lifecycle, embeddings }: Knowing,
): NamedModel | undefined {
  if (endpoint !== "/v1/embeddings") return lifecycle.resolve(name);
  return lifecycle.stateOf(name).kind === "retired" ? undefined : embeddings.get(name);
}

/** Why a batch cannot have the model. */
export function noBatchModel(name: string, { lifecycle }: Knowing): string {
  const state = lifecycle.stateOf(name);
  if (state.kind === "retired") return modelRetired(name, state.deprecation).message;
  return `The provided model '${name}' is not supported by the Batch API.`;
}
