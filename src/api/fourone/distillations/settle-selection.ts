import type { ApiServices } from "../../api-environment.ts";
import { wrongTime } from "./distillation-errors.ts";
import { type PreviewRequest, USUAL_PROMPTS } from "./distillation-schema.ts";

/** What is selected, with all that was left open settled but the seed. Throws an `ApiError` where nothing can be. */
export function settleSelection(request: PreviewRequest, { models }: Pick<ApiServices, "models">) {
  const { teacher, filter, limit, held_out: heldOut, seed } = request;
  const { metadata, created_after: createdAfter, created_before: createdBefore } = filter ?? {};
  if (createdAfter != null && createdBefore != null && createdBefore - createdAfter < 2) throw wrongTime();
  return {
    // Completions carry the snapshot's name. A teacher need not be served any more.
    teacher: models.resolve(teacher)?.snapshot ?? teacher,
    limit: limit ?? USUAL_PROMPTS,
    ...(metadata != null && { metadata }),
    ...(createdAfter != null && { createdAfter }),
    ...(createdBefore != null && { createdBefore }),
    ...(heldOut != null && { heldOut }),
    ...(seed != null && { seed }),
  };
}
