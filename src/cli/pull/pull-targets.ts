import type { Config } from "../../config/index.ts";
import {
  isProfileName,
  isServedTier,
  parseReference,
  resolveBindings,
  type WeightsReference,
  weightsOfProfile,
} from "../../weights/index.ts";
import { embeddingWeights } from "../embedding-weights.ts";

/** The weights that `fourone pull <what>` means, each once. */
export function pullTargets(config: Config, what: string | undefined): readonly WeightsReference[] {
  const references = () => {
    const embeddings = embeddingWeights(config);
    const embedding = embeddings.find(({ name }) => name === what);
    if (embedding !== undefined) return [embedding.reference];
    if (what === undefined)
      return [...resolveBindings(config), ...embeddings].map(({ reference }) => reference);
    if (isProfileName(what)) return Object.values(weightsOfProfile(what)).map((name) => parseReference(name));
    if (!isServedTier(what)) return [parseReference(what)];
    return resolveBindings(config).flatMap(({ tiers, reference }) =>
      tiers.includes(what) ? [reference] : [],
    );
  };
  return [...new Map(references().map((reference) => [reference.id, reference])).values()];
}
