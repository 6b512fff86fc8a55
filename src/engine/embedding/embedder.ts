/** A text, or tokens of the weights' vocabulary. */
export type EmbeddingInput = string | readonly number[];

/** How an embedding process loads its weights. */
export interface EmbedderOptions {
  readonly weightsFile: string;
  /** Tokens one input may have, and that are computed at once. */
  readonly contextLength: number;
  readonly threads: number;
  readonly gpuLayers?: number;
  readonly flashAttention?: "auto" | "off";
}

export interface EmbedderDescription {
  /** Numbers of a vector. */
  readonly dimensions: number;
  readonly contextLength: number;
}

export interface Embedded {
  /** One for each input, of length 1. */
  readonly vectors: readonly Float32Array[];
  /** Of all inputs together. */
  readonly tokens: number;
}

export type EmbeddingError =
  | {
      readonly code: "context-length-exceeded";
      /** Of the input that is too long. */
      readonly index: number;
      readonly tokens: number;
      readonly contextLength: number;
    }
  | { readonly code: "too-many-tokens"; readonly tokens: number; readonly maximum: number }
  | { readonly code: "unknown-token"; readonly index: number; readonly token: number }
  /** A text of which nothing is left as tokens. */
  | { readonly code: "empty-input"; readonly index: number }
  | { readonly code: "queue-full" }
  | { readonly code: "cancelled" }
  | { readonly code: "stopping" }
  | { readonly code: "crashed"; readonly message: string };

export class EmbeddingFailure extends Error {
  readonly error: EmbeddingError;

  constructor(error: EmbeddingError) {
    super(`embedding failed: ${error.code}`);
    this.name = "EmbeddingFailure";
    this.error = error;
  }
}

/** Counts begin with the server. */
export interface EmbedderMetrics {
  /** That are not answered yet. */
  readonly pendingRequests: number;
  /** That were answered. */
  readonly requests: number;
  readonly inputs: number;
  readonly tokens: number;
  /** Of the process. */
  readonly restarts: number;
  readonly isReady: boolean;
}

/** Makes vectors of texts. */
export interface Embedder {
  /** Resolves when the weights are loaded, rejects when they cannot be. */
  ready(): Promise<EmbedderDescription>;
  /** @throws EmbeddingFailure */
  embed(inputs: readonly EmbeddingInput[], signal: AbortSignal): Promise<Embedded>;
  metrics(): EmbedderMetrics;
}
