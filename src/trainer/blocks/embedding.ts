import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";

/** Hidden states `[width, tokens]`. There is no way back: the embeddings are frozen, and nothing lies before them. */
export function embeddingForward({ context, weights, inputs }: Build): Tensor {
  return context.getRows(weights.embeddings, inputs.tokens);
}
