import type { NamedModel } from "../../access/model-access.ts";
import type { ApiServices } from "../../api-environment.ts";

/** The model that a batch's endpoint knows under a name. */
export function batchModel(
  endpoint: string,
  name: string,
  { models, embeddings }: Pick<ApiServices, "models" | "embeddings">,
): NamedModel | undefined {
  return endpoint === "/v1/embeddings" ? embeddings.get(name) : models.resolve(name);
}
