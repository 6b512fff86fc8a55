import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import type { NativeLibrary } from "./native-library.ts";
import type { ContextParameters } from "./native-structs.ts";

/** Element types of the keys and values in memory. Flash attention computes `f32` ones as `f16`. */
export type KvType = "f32" | "f16" | "bf16" | "q8_0" | "q4_0";

/** How positions beyond the trained context are mapped. Left-out members are the model's own. */
export interface RopeScaling {
  readonly kind: "none" | "linear" | "yarn";
  readonly frequencyBase?: number;
  /** 1 / factor: 0.25 stretches the context four times. */
  readonly frequencyScale?: number;
  /** Tokens of context before stretching. */
  readonly originalContext?: number;
  readonly extrapolationFactor?: number;
  readonly attentionFactor?: number;
  readonly betaFast?: number;
  readonly betaSlow?: number;
}

export interface ContextOptions {
  /** Cells of memory over all sequences; the library rounds up to a multiple of 256. */
  readonly cells: number;
  /** Tokens one decode may hold. */
  readonly batchTokens: number;
  /** Tokens computed at once; a decode is cut into these. */
  readonly microBatchTokens?: number;
  /** Sequence ids run from 0 to this, exclusive. No more than 256, `cells` or `batchTokens`. */
  readonly sequences: number;
  /** Tokens of one decode that may want logits; `batchTokens` by default. Compute memory grows with it. */
  readonly outputs?: number;
  /** Threads for decodes of a single token. */
  readonly threads: number;
  /** Threads for all other decodes; `threads` by default. */
  readonly batchThreads?: number;
  readonly keyType: KvType;
  /** Quantized values need flash attention. */
  readonly valueType: KvType;
  readonly flashAttention?: "auto" | "on" | "off";
  /** One pool of cells for all sequences, which can then share them; the default. */
  readonly unified?: boolean;
  readonly ropeScaling?: RopeScaling;
  readonly embeddings?: boolean;
  /** Keep memory and attention on the GPU where there is one; the default. */
  readonly offloadKeyValue?: boolean;
  /** Give sliding-window layers memory for all cells instead of their window; the default. */
  readonly fullSlidingWindow?: boolean;
  /** States a recurrent sequence keeps to roll back to. */
  readonly recurrentSnapshots?: number;
}

const kvTypes: Readonly<Record<KvType, number>> = { f32: 0, f16: 1, q4_0: 2, q8_0: 8, bf16: 30 };
const flashAttentionTypes = { auto: -1, off: 0, on: 1 } as const;
const ropeScalingKinds = { none: 0, linear: 1, yarn: 2 } as const;

/** Checks what the native library would abort the process over, and spells the options its way. */
export function contextParameters(library: NativeLibrary, options: ContextOptions): ContextParameters {
  const { cells, batchTokens, sequences, threads } = options;
  const microBatchTokens = options.microBatchTokens ?? Math.min(batchTokens, 512);
  const batchThreads = options.batchThreads ?? threads;
  const outputs = options.outputs ?? batchTokens;
  requireInteger("cells", cells, 1, int32Maximum - 255);
  requireInteger("batchTokens", batchTokens, 1, int32Maximum);
  requireInteger("microBatchTokens", microBatchTokens, 1, batchTokens);
  requireInteger("sequences", sequences, 1, Math.min(library.maximumSequences(), cells, batchTokens));
  requireInteger("outputs", outputs, sequences, batchTokens);
  requireInteger("threads", threads, 1, 512);
  requireInteger("batchThreads", batchThreads, 1, 512);
  requireInteger("recurrentSnapshots", options.recurrentSnapshots ?? 0, 0, 1024);
  return {
    ...library.contextDefaults(),
    n_ctx: cells,
    n_batch: batchTokens,
    n_ubatch: microBatchTokens,
    n_seq_max: sequences,
    n_rs_seq: options.recurrentSnapshots ?? 0,
    n_outputs_max: Math.min(outputs, cells),
    n_threads: threads,
    n_threads_batch: batchThreads,
    type_k: kvTypes[options.keyType],
    type_v: kvTypes[options.valueType],
    flash_attn_type: flashAttentionTypes[options.flashAttention ?? "auto"],
    kv_unified: options.unified ?? true,
    embeddings: options.embeddings ?? false,
    offload_kqv: options.offloadKeyValue ?? true,
    swa_full: options.fullSlidingWindow ?? true,
    ...ropeParameters(options.ropeScaling),
  };
}

function ropeParameters(scaling: RopeScaling | undefined): Partial<ContextParameters> {
  if (scaling === undefined) return {};
  const { kind, originalContext, ...factors } = scaling;
  if (originalContext !== undefined) requireInteger("originalContext", originalContext, 1, int32Maximum);
  for (const [name, value] of Object.entries(factors)) {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new LlamaError("invalid-argument", `${name} must be a positive number, not ${value}`);
  }
  return {
    rope_scaling_type: ropeScalingKinds[kind],
    ...(factors.frequencyBase !== undefined && { rope_freq_base: factors.frequencyBase }),
    ...(factors.frequencyScale !== undefined && { rope_freq_scale: factors.frequencyScale }),
    ...(factors.extrapolationFactor !== undefined && { yarn_ext_factor: factors.extrapolationFactor }),
    ...(factors.attentionFactor !== undefined && { yarn_attn_factor: factors.attentionFactor }),
    ...(factors.betaFast !== undefined && { yarn_beta_fast: factors.betaFast }),
    ...(factors.betaSlow !== undefined && { yarn_beta_slow: factors.betaSlow }),
    ...(originalContext !== undefined && { yarn_orig_ctx: originalContext }),
  };
}
