import { z } from "@hono/zod-openapi";
import type { StoredAdapter, TunedModel } from "../../../store/index.ts";

export const adapterObject = z
  .object({
    id: z.string().openapi({ description: "The tuned model's name." }),
    object: z.literal("fourone.adapter"),
    created_at: z.int(),
    base_model: z.string(),
    bytes: z.int(),
    rank: z.int(),
    imported: z.boolean().openapi({ description: "Whether it came from elsewhere, rather than from a job." }),
    weights: z
      .object({ title: z.string(), sha256: z.string() })
      .openapi({ description: "What it lies over, and over nothing else." }),
    usable: z.boolean().openapi({ description: "Whether its base model is bound to these weights now." }),
  })
  .openapi("FouroneAdapter");

export type AdaptedModel = TunedModel & { readonly adapter: StoredAdapter };

/** False for a model of an older program, whose adapter is not in the store. */
export function hasAdapter(model: TunedModel): model is AdaptedModel {
  return model.adapter !== undefined;
}

/** `bound`: the checksum of the base model's weights now. */
export function toAdapterObject(
  { name, createdAt, baseModel, adapter }: AdaptedModel,
  bound: string | undefined,
): z.infer<typeof adapterObject> {
  const { blob, rank, imported, weights } = adapter;
  return {
    id: name,
    object: "fourone.adapter",
    created_at: createdAt,
    base_model: baseModel,
    bytes: blob.bytes,
    rank,
    imported,
    weights: { title: weights.title, sha256: weights.sha256 },
    usable: weights.sha256 === bound,
  };
}
