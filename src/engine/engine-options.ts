import type { RopeScaling } from "../llama/index.ts";

export interface CacheOptions {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Folder of this cache; absent: memory only. */
  readonly folder?: string;
  /** Changes whenever saved states become useless: weights, cache type, context scaling, library. */
  readonly fingerprint: string;
  /** What people call the weights. */
  readonly title?: string;
  /** For requests that do not say how long their prompts may be kept. */
  readonly defaultRetention: "in_memory" | "24h";
}

/** How the engine process loads and serves one set of weights. */
export interface EngineOptions {
  readonly weightsFile: string;
  /** Tokens one sequence may hold, prompt and answer together. */
  readonly contextLength: number;
  /** Tokens the KV cache holds for all sequences together; at least `contextLength`. */
  readonly cells: number;
  /** Sequences, running and cached, that the KV cache tells apart; 128 by default. */
  readonly sequences?: number;
  readonly keyValueType: "f32" | "f16" | "q8_0" | "q4_0";
  readonly threads: number;
  /**
   * On by default where the weights allow it. Its rounding depends on how many tokens are computed
   * together (logits differ by about 1e-2, without it by 3e-6), so exact comparisons switch it off.
   */
  readonly flashAttention?: "auto" | "off";
  /** Layers to keep in GPU memory; all of them by default. */
  readonly gpuLayers?: number;
  readonly ropeScaling?: RopeScaling;
  /** Tokens one decode may take; 512 by default. */
  readonly batchTokens?: number;
  /** Sequences that run at once; 32 by default. */
  readonly maximumRunning?: number;
  /** Requests that may wait; 1,024 by default. */
  readonly maximumQueued?: number;
  /** Longest step while a stream is running, in milliseconds; 200 by default. */
  readonly streamingStepMilliseconds?: number;
  /** Where prompts' keys and values are kept behind the KV cache; absent: nowhere. */
  readonly cache?: CacheOptions;
  /** Memory that loaded adapters may take together; 1 GiB by default. The one in use stays in any case. */
  readonly adapterMemoryBytes?: number;
  /** Draft answers from the text so far where a request brings no prediction; off by default. */
  readonly promptLookup?: boolean;
  /** Check the books after every step instead of only when idle. Costs time; for tests. */
  readonly checkEveryStep?: boolean;
}
