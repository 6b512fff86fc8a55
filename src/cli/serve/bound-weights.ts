import { type Config, type ServedTier, servedTiers } from "../../config/index.ts";
import { parseReference, type WeightsReference, weightsOfProfile } from "../../weights/index.ts";

/** One set of weights and the tiers that it stands behind. */
export interface BoundWeights {
  readonly reference: WeightsReference;
  readonly tiers: readonly ServedTier[];
  readonly contextLength?: number;
  readonly kvType?: Config["kvType"];
  readonly gpuLayers?: number;
}

/**
 * What the configuration binds to what. Tiers with the same weights and the same wishes share one engine.
 *
 * @throws WeightsError where a name means nothing.
 */
export function boundWeights(config: Config): BoundWeights[] {
  const profile = weightsOfProfile(config.profile);
  const bound = new Map<string, BoundWeights & { tiers: ServedTier[] }>();
  for (const tier of servedTiers) {
    const { weights, ...wishes } = config.models[tier] ?? {};
    const reference = parseReference(weights ?? profile[tier]);
    const options = {
      contextLength: wishes.contextLength ?? config.contextLength,
      kvType: wishes.kvType ?? config.kvType,
      gpuLayers: wishes.gpuLayers ?? config.gpuLayers,
    };
    const key = JSON.stringify([reference.id, options]);
    const known = bound.get(key);
    if (known !== undefined) known.tiers.push(tier);
    else bound.set(key, { reference, tiers: [tier], ...withoutUndefined(options) });
  }
  return [...bound.values()];
}

function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
