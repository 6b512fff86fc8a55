import { z } from "zod";
import { servedTiers } from "./served-tiers.ts";

/** What may be said of one model that makes embeddings. */
const embeddingBinding = z.strictObject({
  /** A name from the catalog, `hf:owner/repository:Q8_0`, or the path of a GGUF file. */
  weights: z.string().min(1),
  /**
   * Tokens an input may have, up to what the weights were trained for. They are computed in one piece, which takes
   * memory: some 8 bytes for each token and each entry of the vocabulary.
   */
  contextLength: z.int().min(16).max(131_072).default(2_048),
  /** Beside the memory plan, so by default none. */
  gpuLayers: z.int().min(0).max(1_024).default(0),
  /** Whether `dimensions` may cut vectors; absent: as the catalog says, for other weights not. */
  truncatable: z.boolean().optional(),
});

export type EmbeddingBinding = z.output<typeof embeddingBinding>;

/** By the names that requests use. */
export const embeddingsSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .refine((name) => !servedTiers.some((tier) => tier === name), "is a model that answers texts"),
    embeddingBinding,
  )
  .default({});
