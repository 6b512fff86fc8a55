import { loadConfig } from "../../src/config/index.ts";
import { inspectWeights, resolveBindings } from "../../src/weights/index.ts";

/**
 * The file that a Fourone under the user's own configuration serves as this model, which may be
 * named by its snapshot; absent where it is none of the tiers, or its weights are not installed.
 */
export async function servedWeights(model: string): Promise<string | undefined> {
  const config = await loadConfig();
  const binding = resolveBindings(config).find(({ tiers }) =>
    tiers.some((tier) => model === tier || model === `${tier}-2025-04-14`),
  );
  if (binding === undefined) return undefined;
  const state = await inspectWeights(config.home, binding.reference);
  return state.kind === "ready" ? state.weights.path : undefined;
}
