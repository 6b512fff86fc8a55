import type { KvType } from "../../config/index.ts";
import type { ModelShape } from "../gguf/model-shape.ts";

/** Tokens that llama.cpp computes at once; its buffers are sized for that many. */
export const microBatchTokens = 512;

/** Bytes of 32 stored elements: quantized types keep a 16-bit scale with each 32. */
const bytesPer32: Readonly<Record<KvType, number>> = { f16: 64, q8_0: 34, q4_0: 18 };

/** Whether keys can be stored in this type: blocks of 32 must not cross heads. */
export function supportsKvType({ attention }: ModelShape, type: KvType): boolean {
  return type === "f16" || attention.every(({ headElements }) => headElements % 32 === 0);
}

/** Bytes of one token's keys and values over all layers. */
export function kvBytesPerToken({ attention }: ModelShape, type: KvType): number {
  const elements = attention.reduce((sum, layer) => sum + layer.keyElements + layer.valueElements, 0);
  return Math.ceil((elements / 32) * bytesPer32[type]);
}

/** Bytes of the state that recurrent layers keep for each sequence, whatever its length. */
export function recurrentBytesPerSequence({ recurrentElements }: ModelShape): number {
  return recurrentElements * 4;
}

/** Bytes of the weights once loaded, everything counted. */
export function weightBytes({ layers, sharedBytes, embeddingBytes, tiedOutput }: ModelShape): number {
  return layers.reduce((sum, layer) => sum + layer.bytes, sharedBytes + (tiedOutput ? embeddingBytes : 0));
}

/**
 * Bytes of llama.cpp's working buffers, from above: intermediate results of a micro-batch, its
 * attention mask over all cells, a copy of the recurrent states it updates, and logits. With flash
 * attention; without it the attention scores alone would take a hundred times the mask.
 *
 * Against v0.5.0's own figures, logits rows included (MiB): TinyLlama 1.1B with 16,384 cells and 32
 * sequences 69 (here 82), Qwen3 4B with 262,144 cells 355 (355), Qwen3.5 9B likewise 484 (547),
 * Qwen3.6 35B-A3B likewise 473 (531).
 */
export function computeBytes(shape: ModelShape, cells: number, sequences: number): number {
  const { embeddingLength, feedForwardLength, activeExperts, queryLength, vocabularySize } = shape;
  const perToken =
    3 * feedForwardLength + 3 * embeddingLength + queryLength + activeExperts * embeddingLength;
  const mask = 2 * cells * microBatchTokens;
  const states = (2 * recurrentBytesPerSequence(shape) * sequences) / Math.max(1, shape.recurrentLayers);
  const layers = 4 * perToken * microBatchTokens + mask + states;
  const logits = 4 * (vocabularySize + 4 * embeddingLength) * microBatchTokens;
  return Math.ceil(Math.max(layers, logits)) + outputBytes(shape, sequences);
}

/** Bytes of the logits that are kept for sampling, one row a sequence. */
function outputBytes({ vocabularySize }: ModelShape, sequences: number): number {
  return 4 * vocabularySize * sequences;
}
