import type { Config } from "../config/index.ts";
import { parseReference, type ReadyWeights, type WeightsReference } from "../weights/index.ts";

/** Logits that the library keeps beside those it computes, though nobody asks for them. */
const BYTES_A_TOKEN_AND_ENTRY = 8;

export interface EmbeddingWeights {
  /** That requests use. */
  readonly name: string;
  readonly binding: Config["embeddings"][string];
  readonly reference: WeightsReference;
}

/** Everything that is bound for embeddings. @throws WeightsError where a name of weights is none */
export function embeddingWeights({ embeddings }: Pick<Config, "embeddings">): readonly EmbeddingWeights[] {
  return Object.entries(embeddings).map(([name, binding]) => ({
    name,
    binding,
    reference: parseReference(binding.weights),
  }));
}

/** Of the machine's own memory, once loaded. */
export function embeddingBytes(
  { binding }: Pick<EmbeddingWeights, "binding">,
  { bytes, shape }: ReadyWeights,
): number {
  return bytes + binding.contextLength * shape.vocabularySize * BYTES_A_TOKEN_AND_ENTRY;
}
