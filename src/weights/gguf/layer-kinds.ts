import { WeightsError } from "../weights-error.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** One layer that stores keys and values: elements per token. */
export interface AttentionLayer {
  readonly keyElements: number;
  readonly valueElements: number;
  /** Elements of one head's key; a quantized cache needs it divisible by 32. */
  readonly headElements: number;
}

/** Which layers keep keys and values, and how much recurrent state the others keep per sequence. */
export interface LayerKinds {
  readonly layerCount: number;
  readonly queryLength: number;
  readonly attention: readonly AttentionLayer[];
  readonly recurrentLayers: number;
  readonly recurrentElements: number;
}

/** llama.cpp's own limit. */
const maximumLayers = 512;

/** Architectures in which every n-th layer has attention and the others a gated delta net. */
const intervalHybrids: ReadonlySet<string> = new Set(["qwen3next", "qwen35", "qwen35moe"]);

/** State of one recurrent layer in 32-bit values, by the family its keys belong to. */
function recurrentLayerElements(
  metadata: MetadataReader,
  embeddingLength: number,
  headCount: number,
): number {
  const small = (key: string, fallback: number) => metadata.integer(key, { maximum: 2 ** 16, fallback });
  if (metadata.has("wkv.head_size"))
    return embeddingLength * (small("token_shift_count", 2) + small("wkv.head_size", 0));
  if (metadata.has("shortconv.l_cache"))
    return embeddingLength * Math.max(0, small("shortconv.l_cache", 1) - 1);
  const convolution = Math.max(0, small("ssm.conv_kernel", 0) - 1);
  if (metadata.has("kda.head_dim")) {
    const head = small("kda.head_dim", 0);
    return 3 * convolution * headCount * head + head * head * headCount;
  }
  const state = small("ssm.state_size", 0);
  const inner = metadata.integer("ssm.inner_size", { maximum: 2 ** 24, fallback: 0 });
  return convolution * (inner + 2 * small("ssm.group_count", 0) * state) + state * inner;
}

function recurrentLayers(metadata: MetadataReader, kvHeads: readonly number[]): readonly boolean[] {
  if (metadata.has("attention.recurrent_layers")) {
    return metadata.perLayer("attention.recurrent_layers", kvHeads.length, 0).map(Boolean);
  }
  if (intervalHybrids.has(metadata.architecture)) {
    const interval = Math.max(1, metadata.integer("full_attention_interval", { maximum: 512, fallback: 4 }));
    return kvHeads.map((_, index) => (index + 1) % interval !== 0);
  }
  return kvHeads.map((heads) => heads === 0);
}

export function layerKinds(metadata: MetadataReader): LayerKinds {
  const blocks = metadata.integer("block_count", { maximum: maximumLayers });
  // Heads that predict further tokens are stored as extra blocks and have a cache of their own.
  const layerCount = blocks - metadata.integer("nextn_predict_layers", { maximum: blocks, fallback: 0 });
  if (layerCount < 1)
    throw new WeightsError("invalid-gguf", `${metadata.architecture}.block_count leaves no layer`);
  const embeddingLength = metadata.integer("embedding_length", { maximum: 2 ** 20 });
  const heads = metadata.perLayer("attention.head_count", layerCount, 0, 2 ** 16);
  const headCount = Math.max(...heads);
  const perHead = Math.floor(embeddingLength / Math.max(1, headCount));
  const keyLength = metadata.integer("attention.key_length", { maximum: 2 ** 16, fallback: perHead });
  // With latent attention (MLA) values are part of the stored keys.
  const valueLength = metadata.has("attention.key_length_mla")
    ? 0
    : metadata.integer("attention.value_length", { maximum: 2 ** 16, fallback: perHead });
  const kvHeads = metadata.has("attention.head_count_kv")
    ? metadata.perLayer("attention.head_count_kv", layerCount, 0, 2 ** 16)
    : heads;

  const recurrent = recurrentLayers(metadata, kvHeads);
  // Falcon-H1 has attention and a state-space mixer side by side in every layer.
  const both = metadata.architecture === "falcon-h1";
  const attention = kvHeads
    .filter((count, index) => count > 0 && (both || !recurrent[index]))
    .map((count) => ({
      keyElements: count * keyLength,
      valueElements: count * valueLength,
      headElements: keyLength,
    }));
  const recurrentCount = both ? layerCount : recurrent.filter(Boolean).length;
  return {
    layerCount,
    queryLength: headCount * keyLength,
    attention,
    recurrentLayers: recurrentCount,
    recurrentElements: recurrentCount * recurrentLayerElements(metadata, embeddingLength, headCount),
  };
}
