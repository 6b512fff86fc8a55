import { describe, expect, it } from "vitest";
import { buildGguf, type FixtureValue, llamaFixture } from "./gguf.fixture.ts";
import { parseGgufHeader } from "./gguf-header.ts";
import { type ModelShape, modelShape } from "./model-shape.ts";

function header(metadata: Readonly<Record<string, FixtureValue>>, tensors = llamaFixture().tensors ?? []) {
  const bytes = buildGguf({ metadata, tensors });
  return parseGgufHeader({ size: bytes.length, read: (into, offset) => bytes.copy(into, 0, offset) });
}

function shape(overrides: Readonly<Record<string, FixtureValue>> = {}): ModelShape {
  return modelShape([header(llamaFixture(overrides).metadata ?? {})]);
}

/** Bytes of keys and values a token costs in 16-bit floats. */
function kvBytes({ attention }: ModelShape): number {
  return attention.reduce((sum, layer) => sum + 2 * (layer.keyElements + layer.valueElements), 0);
}

function hybrid(
  architecture: string,
  values: Readonly<Record<string, number | readonly number[]>>,
): ModelShape {
  const metadata: Record<string, FixtureValue> = { "general.architecture": { text: architecture } };
  for (const [key, value] of Object.entries(values)) {
    metadata[`${architecture}.${key}`] = typeof value === "number" ? { u32: value } : { u32s: value };
  }
  return modelShape([header(metadata, [])]);
}

describe("modelShape", () => {
  it("derives what one token's keys and values cost from the heads", () => {
    const llama = shape();
    expect(llama).toMatchObject({
      architecture: "llama",
      trainedContext: 2048,
      vocabularySize: 1100,
      queryLength: 64,
    });
    // 2 layers, 2 heads of 16 elements, keys and values, 2 bytes each.
    expect(kvBytes(llama)).toBe(2 * 2 * 16 * 2 * 2);
  });

  it("agrees with TinyLlama 1.1B: 22,528 bytes a token", () => {
    const tiny = hybrid("llama", {
      context_length: 2048,
      embedding_length: 2048,
      block_count: 22,
      "attention.head_count": 32,
      "attention.head_count_kv": 4,
    });
    expect(kvBytes(tiny)).toBe(22_528);
  });

  it.each([
    ["Qwen3.5 2B", 24, 2, 12_288],
    ["Qwen3.5 9B", 32, 4, 32_768],
    ["Qwen3.6 27B", 64, 4, 65_536],
  ])("counts only the attention layers of a hybrid: %s", (_name, layers, kvHeads, bytes) => {
    const qwen = hybrid("qwen35", {
      context_length: 262_144,
      embedding_length: 4096,
      block_count: layers + 1,
      nextn_predict_layers: 1,
      full_attention_interval: 4,
      "attention.head_count": 16,
      "attention.head_count_kv": kvHeads,
      "attention.key_length": 256,
      "attention.value_length": 256,
      "ssm.conv_kernel": 4,
      "ssm.inner_size": 4096,
      "ssm.state_size": 128,
      "ssm.group_count": 16,
    });
    expect(kvBytes(qwen)).toBe(bytes);
    const perLayer = 3 * (4096 + 2 * 16 * 128) + 128 * 4096;
    expect(qwen.recurrentElements).toBe((layers * 3 * perLayer) / 4);
  });

  it("takes layers without key-value heads for recurrent ones where heads are given per layer", () => {
    const lfm = hybrid("lfm2", {
      context_length: 1024,
      embedding_length: 256,
      block_count: 3,
      "attention.head_count": 4,
      "attention.head_count_kv": [0, 2, 0],
      "shortconv.l_cache": 3,
    });
    expect(lfm.attention).toHaveLength(1);
    expect(lfm.recurrentElements).toBe(2 * 256 * 2);
  });

  it("splits the file's bytes by layer and tells experts apart", () => {
    const { layers, sharedBytes, embeddingBytes, tiedOutput } = shape();
    expect({ embeddingBytes, tiedOutput }).toEqual({ embeddingBytes: 8192, tiedOutput: true });
    expect(layers).toEqual([
      { bytes: 4352, expertBytes: 0 },
      { bytes: 2304 + 1024, expertBytes: 1024 },
    ]);
    expect(sharedBytes).toBe(8192 + 256);
  });

  it.each([
    ["a missing context length", "llama.context_length"],
    ["a missing architecture", "general.architecture"],
    ["a missing layer count", "llama.block_count"],
  ])("refuses %s", (_what, key) => {
    const { [key]: _gone, ...metadata } = llamaFixture().metadata ?? {};
    expect(() => modelShape([header(metadata)])).toThrow(key);
  });

  it.each([
    ["no layers", { "llama.block_count": { u32: 0 } }],
    ["more layers than llama.cpp takes", { "llama.block_count": { u32: 513 } }],
    ["more prediction layers than layers", { "llama.nextn_predict_layers": { u32: 3 } }],
    ["heads for fewer layers than there are", { "llama.attention.head_count_kv": { u32s: [2] } }],
    ["a context length in words", { "llama.context_length": { text: "long" } }],
    ["an image projector", { "general.architecture": { text: "clip" } }],
  ])("refuses %s", (_what, overrides) => {
    expect(() => shape(overrides as Record<string, FixtureValue>)).toThrow(
      expect.objectContaining({ code: "invalid-gguf" }),
    );
  });
});
