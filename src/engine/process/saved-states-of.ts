import type { BlockStore } from "../blocks/block-store.ts";
import { BlockTier } from "../blocks/block-tier.ts";
import type { SavedStates } from "../blocks/saved-states.ts";
import { SnapshotTier } from "../blocks/snapshot-tier.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { LoadedWeights } from "./loaded-weights.ts";

/** How states of these weights are saved behind the KV cache; nothing where they cannot be, or must not. */
export function savedStatesOf(
  { saving, sharing }: Pick<LoadedWeights, "saving" | "sharing">,
  blocks: BlockStore,
  { cache }: EngineOptions,
): { blocks?: SavedStates } {
  if (!blocks.enabled) return {};
  const options = {
    index: blocks.index,
    fingerprint: cache?.fingerprint ?? "",
    defaultRetention: cache?.defaultRetention ?? "in_memory",
    clock: () => blocks.now(),
  };
  if (saving) return { blocks: new BlockTier(options) };
  return sharing ? {} : { blocks: new SnapshotTier(options) };
}
