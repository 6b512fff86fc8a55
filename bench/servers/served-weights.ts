import { loadConfig, servedTiers } from "../../src/config/index.ts";
import { conversionId, inspectInstalled, parseReference, weightsOfProfile } from "../../src/weights/index.ts";

/**
 * The file that a Fourone under the user's own configuration serves as this model, which may be
 * named by its snapshot; absent where it is none of the tiers, or its weights are not installed.
 */
export async function servedWeights(model: string): Promise<string | undefined> {
  const tier = servedTiers.find((name) => model === name || model === `${name}-2025-04-14`);
  if (tier === undefined) return undefined;
  const config = await loadConfig();
  const reference = parseReference(config.models[tier]?.weights ?? weightsOfProfile(config.profile)[tier]);
  const state = await inspectInstalled(config.home, conversionId(reference) ?? reference.id, reference);
  return state.kind === "sound" ? state.paths[0] : undefined;
}
