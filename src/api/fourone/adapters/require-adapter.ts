import type { ApiServices } from "../../api-environment.ts";
import { modelMissing } from "../../errors/model-not-found.ts";
import { adapterMissing } from "../../fine-tuning/models/adapter-errors.ts";
import { type AdaptedModel, hasAdapter } from "./adapter-object.ts";

/** A project's own tuned model. Throws an `ApiError` (404; 500 where an older program has kept its adapter elsewhere). */
export async function requireAdapter(
  projectId: string,
  name: string,
  { store }: Pick<ApiServices, "store">,
): Promise<AdaptedModel> {
  const model = await store.tunedModels.get(projectId, name);
  if (model === undefined) throw modelMissing(name);
  if (!hasAdapter(model)) throw adapterMissing(name);
  return model;
}
