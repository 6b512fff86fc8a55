import type {
  Embedded,
  EmbedderDescription,
  EmbedderOptions,
  EmbeddingError,
  EmbeddingInput,
} from "./embedder.ts";

export type MessageToEmbedder =
  | { readonly kind: "load"; readonly options: EmbedderOptions }
  | { readonly kind: "embed"; readonly id: number; readonly inputs: readonly EmbeddingInput[] }
  | { readonly kind: "cancel"; readonly id: number };

export type MessageFromEmbedder =
  | { readonly kind: "ready"; readonly description: EmbedderDescription }
  | { readonly kind: "load-failed"; readonly message: string }
  /** What is computed now is computed for these requests. Sent before it is. */
  | { readonly kind: "computing"; readonly ids: readonly number[] }
  | { readonly kind: "embedded"; readonly id: number; readonly result: Embedded }
  | { readonly kind: "refused"; readonly id: number; readonly error: EmbeddingError };
