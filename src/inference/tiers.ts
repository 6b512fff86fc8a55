import type { Engine } from "../engine/index.ts";
import type { ServedModel } from "./served-models.ts";

export const TIERS = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"] as const;

export type Tier = (typeof TIERS)[number];

/** The bound of the models this server stands in for. */
const MAXIMUM_OUTPUT_TOKENS = 32_768;

/** Unix seconds, as the original service lists them. */
const CREATED: Record<Tier, { readonly alias: number; readonly snapshot: number }> = {
  "gpt-4.1": { alias: 1_744_316_542, snapshot: 1_744_315_746 },
  "gpt-4.1-mini": { alias: 1_744_318_173, snapshot: 1_744_317_547 },
  "gpt-4.1-nano": { alias: 1_744_321_707, snapshot: 1_744_321_025 },
};

/** The served model of one tier on the given weights. */
export function tierModel(tier: Tier, weights: { engine: Engine; contextLength: number }): ServedModel {
  return {
    snapshot: `${tier}-2025-04-14`,
    alias: tier,
    engine: weights.engine,
    created: CREATED[tier].snapshot,
    aliasCreated: CREATED[tier].alias,
    ownedBy: "system",
    contextLength: weights.contextLength,
    maximumOutputTokens: MAXIMUM_OUTPUT_TOKENS,
  };
}
