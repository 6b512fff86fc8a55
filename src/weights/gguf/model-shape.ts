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
  readonly feedForwardLength: number;
  readonly vocabularySize: number;
  readonly headCount: number;
  readonly attention: readonly AttentionLayer[];
  /** 32-bit values of recurrent state that every sequence has, over all layers. */
  readonly recurrentElements: number;
  readonly layers: readonly LayerBytes[];
  /** Bytes of the tensors that belong to no layer: embeddings, output head. */
  readonly sharedBytes: number;
  readonly fileBytes: number;
}

function layerBytes(
  headers: readonly GgufHeader[],
  count: number,
): Pick<ModelShape, "layers" | "sharedBytes"> {
  const layers = Array.from({ length: count }, () => ({ bytes: 0, expertBytes: 0 }));
  let sharedBytes = 0;
  for (const tensor of headers.flatMap((header) => header.tensors)) {
    const [, index] = /^blk\.(\d{1,4})\./.exec(tensor.name) ?? [];
    const layer = index === undefined ? undefined : layers[Number(index)];
    if (layer) {
      layer.bytes += tensor.bytes;
      if (tensor.name.includes("_exps")) layer.expertBytes += tensor.bytes;
    } else {
      sharedBytes += tensor.bytes;
    }
  }
  return { layers, sharedBytes };
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
  const { layers, sharedBytes } = layerBytes(headers, kinds.layerCount);
  return {
    architecture: metadata.architecture,
    trainedContext: metadata.integer("context_length", { maximum: 2 ** 31 }),
    embeddingLength,
    feedForwardLength: Math.max(
      0,
      ...metadata.perLayer("feed_forward_length", kinds.layerCount, 4 * embeddingLength),
    ),
    vocabularySize: metadata.vocabularySize(),
    headCount: kinds.headCount,
    attention: kinds.attention,
    recurrentElements: kinds.recurrentElements,
    layers,
    sharedBytes,
    fileBytes: headers.reduce((sum, header) => sum + header.fileBytes, 0),
  };
}
