import { type Config, type KvType, type ServedTier, servedTiers } from "../config/index.ts";
import { type EnsureOptions, ensureWeights, type ReadyWeights } from "./ensure-weights.ts";
import { describeRefusal } from "./plan/describe-plan.ts";
import type { MachineMemory } from "./plan/machine-memory.ts";
import type { FittingPlan } from "./plan/memory-plan.ts";
import { shareMemory } from "./plan/share-memory.ts";
import { weightsOfProfile } from "./profiles.ts";
import { parseReference, type WeightsReference } from "./reference.ts";
import { WeightsError } from "./weights-error.ts";

/** Served models that stand on the same weights in the same configuration: one engine process. */
export interface WeightsBinding {
  readonly tiers: readonly ServedTier[];
  readonly reference: WeightsReference;
  readonly contextLength: number | undefined;
  readonly kvType: KvType | undefined;
  readonly gpuLayers: number | undefined;
}

export type BindingConfig = Pick<Config, "profile" | "models" | "contextLength" | "kvType" | "gpuLayers">;

/**
 * Which weights stand behind each served model: the profile's, unless the configuration names others.
 * @throws WeightsError `unknown-weights`
 */
export function resolveBindings(config: BindingConfig, workingFolder?: string): readonly WeightsBinding[] {
  const profile = weightsOfProfile(config.profile);
  const bindings = servedTiers.map((tier) => {
    const own = config.models[tier] ?? {};
    return {
      tiers: [tier],
      reference: parseReference(own.weights ?? profile[tier], workingFolder),
      contextLength: own.contextLength ?? config.contextLength,
      kvType: own.kvType ?? config.kvType,
      gpuLayers: own.gpuLayers ?? config.gpuLayers,
    };
  });
  const sameEngine = Map.groupBy(bindings, ({ reference, contextLength, kvType, gpuLayers }) =>
    JSON.stringify([reference.id, contextLength, kvType, gpuLayers]),
  );
  return [...sameEngine.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, tiers: group.flatMap(({ tiers }) => tiers) }] : [];
  });
}

/** Weights on disk and how to load them. */
export interface ServedWeights {
  readonly tiers: readonly ServedTier[];
  readonly weights: ReadyWeights;
  readonly plan: FittingPlan;
}

/**
 * Plans all engines for the machine's memory together.
 * @throws WeightsError `does-not-fit` with the numbers
 */
export function planServed(
  served: ReadonlyArray<{ readonly binding: WeightsBinding; readonly weights: ReadyWeights }>,
  memory: MachineMemory,
  concurrentSequences: number,
): readonly ServedWeights[] {
  const plans = shareMemory(
    served.map(({ binding: { contextLength, kvType, gpuLayers, reference }, weights }) => ({
      shape: weights.shape,
      request: { contextLength, kvType, gpuLayers, yarnFactor: reference.yarnFactor, concurrentSequences },
    })),
    memory,
  );
  return served.map(({ binding, weights }, index) => {
    const plan = plans[index];
    if (plan?.kind === "fits") return { tiers: binding.tiers, weights, plan };
    const title = `${weights.reference.title} (${binding.tiers.join(", ")})`;
    throw new WeightsError("does-not-fit", plan ? describeRefusal(title, plan) : title);
  });
}

/**
 * Makes everything ready that a server with this configuration loads: fetches, converts, verifies
 * and plans. Weights that several engines use are made ready once.
 * @throws WeightsError
 */
export async function ensureServedWeights(
  config: BindingConfig & Pick<Config, "limits">,
  memory: MachineMemory,
  options: EnsureOptions,
): Promise<readonly ServedWeights[]> {
  const served: { binding: WeightsBinding; weights: ReadyWeights }[] = [];
  for (const binding of resolveBindings(config)) {
    const known = served.find(({ weights }) => weights.reference.id === binding.reference.id);
    served.push({ binding, weights: known?.weights ?? (await ensureWeights(binding.reference, options)) });
  }
  return planServed(served, memory, config.limits.concurrentSequences);
}
