import type { ModelShape } from "../gguf/model-shape.ts";

const mib = 2 ** 20;

/** TinyLlama 1.1B in Q4_0, by its numbers. */
export const tinyLlama: ModelShape = {
  architecture: "llama",
  trainedContext: 2048,
  embeddingLength: 2048,
  feedForwardLength: 5632,
  activeExperts: 0,
  vocabularySize: 32_000,
  queryLength: 2048,
  attention: Array.from({ length: 22 }, () => ({ keyElements: 256, valueElements: 256, headElements: 64 })),
  recurrentElements: 0,
  recurrentLayers: 0,
  layers: Array.from({ length: 22 }, () => ({ bytes: 25 * mib, expertBytes: 0 })),
  sharedBytes: 88 * mib,
  embeddingBytes: 35 * mib,
  tiedOutput: false,
};

/** A hybrid of the size of Qwen3.5 9B in Q4_K_M. */
export const hybrid9b: ModelShape = {
  architecture: "qwen35",
  trainedContext: 262_144,
  embeddingLength: 4096,
  feedForwardLength: 12_288,
  activeExperts: 0,
  vocabularySize: 248_320,
  queryLength: 4096,
  attention: Array.from({ length: 8 }, () => ({ keyElements: 1024, valueElements: 1024, headElements: 256 })),
  recurrentElements: 24 * 548_864,
  recurrentLayers: 24,
  layers: Array.from({ length: 32 }, () => ({ bytes: 145 * mib, expertBytes: 0 })),
  sharedBytes: 1100 * mib,
  embeddingBytes: 550 * mib,
  tiedOutput: false,
};
