import { WeightsError } from "../weights-error.ts";
import type { GgufHeader } from "./gguf-header.ts";
import { type AttentionLayer, layerKinds } from "./layer-kinds.ts";
import { MetadataReader } from "./metadata-reader.ts";

/** Bytes of one layer's tensors; `expertBytes` is the part that a mixture of experts rarely touches. */
export interface LayerBytes {
  readonly bytes: number;
  readonly expertBytes: number;
}

/** What a memory plan needs to know of a model, all from its header. */
export interface ModelShape {
  readonly architecture: string;
  readonly trainedContext: number;
  readonly embeddingLength: number;
  /** Width of the feed-forward step for one token: of all experts that one token uses. */
  readonly feedForwardLength: number;
  /** Experts that one token uses; 0 where there are none. */
  readonly activeExperts: number;
  readonly vocabularySize: number;
  /** Width of all heads' queries together. */
  readonly queryLength: number;
  readonly attention: readonly AttentionLayer[];
  /** 32-bit values of recurrent state that every sequence has, over all layers. */
  readonly recurrentElements: number;
  readonly recurrentLayers: number;
  readonly layers: readonly LayerBytes[];
  /** Bytes of the tensors that belong to no layer: embeddings, output head. */
  readonly sharedBytes: number;
  /** Of the token embeddings, which are always kept in the machine's own memory. */
  readonly embeddingBytes: number;
  /** Whether the token embeddings are the output head too; it is then loaded a second time. */
  readonly tiedOutput: boolean;
}

type TensorBytes = Pick<ModelShape, "layers" | "sharedBytes" | "embeddingBytes" | "tiedOutput">;

function tensorBytes(headers: readonly GgufHeader[], count: number): TensorBytes {
  const layers = Array.from({ length: count }, () => ({ bytes: 0, expertBytes: 0 }));
  let sharedBytes = 0;
  const tensors = headers.flatMap((header) => header.tensors);
  for (const tensor of tensors) {
    const [, index] = /^blk\.(\d{1,4})\./.exec(tensor.name) ?? [];
    const layer = index === undefined ? undefined : layers[Number(index)];
    if (layer) {
      layer.bytes += tensor.bytes;
      if (tensor.name.includes("_exps")) layer.expertBytes += tensor.bytes;
    } else {
      sharedBytes += tensor.bytes;
    }
  }
  return {
    layers,
    sharedBytes,
    embeddingBytes: tensors.find(({ name }) => name === "token_embd.weight")?.bytes ?? 0,
    tiedOutput: !tensors.some(({ name }) => name === "output.weight"),
  };
}

/**
 * Derives a model's shape from the header of its file, or of all its parts, first part first.
 * @throws WeightsError `invalid-gguf` where a value is missing or makes no sense.
 */
export function modelShape(headers: readonly GgufHeader[]): ModelShape {
  const [first] = headers;
  if (!first) throw new WeightsError("invalid-gguf", "there is no file");
  const metadata = new MetadataReader(first.metadata);
  const embeddingLength = metadata.integer("embedding_length", { maximum: 2 ** 20 });
  const kinds = layerKinds(metadata);
  const wide = metadata.perLayer("feed_forward_length", kinds.layerCount, 4 * embeddingLength);
  const activeExperts = Math.max(...metadata.perLayer("expert_used_count", kinds.layerCount, 0, 1024));
  const expertLength = Math.max(...metadata.perLayer("expert_feed_forward_length", kinds.layerCount, 0));
  return {
    architecture: metadata.architecture,
    trainedContext: metadata.integer("context_length", { minimum: 1, maximum: 2 ** 31 }),
    embeddingLength,
    feedForwardLength: Math.max(activeExperts * expertLength, ...wide),
    activeExperts,
    vocabularySize: metadata.vocabularySize(),
    queryLength: kinds.queryLength,
    attention: kinds.attention,
    recurrentElements: kinds.recurrentElements,
    recurrentLayers: kinds.recurrentLayers,
    ...tensorBytes(headers, kinds.layerCount),
  };
}
