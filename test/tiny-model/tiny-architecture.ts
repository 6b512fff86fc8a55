import type { GgufValue } from "../../src/llama/index.ts";

export type TinyArchitectureName = "llama" | "mistral3" | "qwen2" | "qwen3" | "gemma3" | "qwen35";

export interface TinyShape {
  readonly layers: number;
  readonly embedding: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly headsKeyValue: number;
  readonly headLength: number;
  readonly slidingWindow: number;
}

/** A weight to draw: a matrix of random numbers, or norms close to one. */
export interface TinyWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly content: "matrix" | "norm" | "bias" | "decay";
}

export interface TinyArchitecture {
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly layerWeights: (layer: number) => TinyWeight[];
}

/** What each architecture adds to the common decoder, by its loader in llama.cpp. */
export function tinyArchitecture(name: TinyArchitectureName, shape: TinyShape): TinyArchitecture {
  const { headLength, slidingWindow } = shape;
  switch (name) {
    case "llama":
    case "mistral3":
      return {
        metadata: {},
        layerWeights: (layer) => [...attention(layer, shape), ...feedForward(layer, shape)],
      };
    case "qwen2":
      return {
        metadata: {},
        layerWeights: (layer) => [
          ...attention(layer, shape),
          ...attentionBiases(layer, shape),
          ...feedForward(layer, shape),
        ],
      };
    case "qwen3":
      return {
        metadata: {},
        layerWeights: (layer) => [
          ...attention(layer, shape),
          ...headNorms(layer, headLength),
          ...feedForward(layer, shape),
        ],
      };
    case "gemma3":
      return {
        metadata: {
          "gemma3.attention.sliding_window": { type: "uint32", value: slidingWindow },
          "gemma3.attention.sliding_window_pattern": { type: "uint32", value: 2 },
        },
        layerWeights: (layer) => [
          ...attention(layer, shape),
          ...headNorms(layer, headLength),
          ...feedForward(layer, shape),
          norm(`blk.${layer}.post_attention_norm.weight`, shape.embedding),
          norm(`blk.${layer}.post_ffw_norm.weight`, shape.embedding),
        ],
      };
    case "qwen35":
      return gatedDeltaNet(shape);
  }
}

/** Qwen 3.5: every second layer keeps a recurrent state, the others attend. */
function gatedDeltaNet(shape: TinyShape): TinyArchitecture {
  const { embedding, headLength } = shape;
  const [stateLength, keyHeads, valueHeads, kernel] = [32, 1, 2, 4];
  const valueLength = stateLength * valueHeads;
  const convolved = stateLength * keyHeads * 2 + valueLength;
  const recurrent = (layer: number) => [
    norm(`blk.${layer}.attn_norm.weight`, embedding),
    matrix(`blk.${layer}.attn_qkv.weight`, [embedding, convolved]),
    matrix(`blk.${layer}.attn_gate.weight`, [embedding, valueLength]),
    matrix(`blk.${layer}.ssm_conv1d.weight`, [kernel, convolved]),
    bias(`blk.${layer}.ssm_dt.bias`, valueHeads),
    { name: `blk.${layer}.ssm_a`, shape: [valueHeads], content: "decay" } as const,
    matrix(`blk.${layer}.ssm_beta.weight`, [embedding, valueHeads]),
    matrix(`blk.${layer}.ssm_alpha.weight`, [embedding, valueHeads]),
    norm(`blk.${layer}.ssm_norm.weight`, stateLength),
    matrix(`blk.${layer}.ssm_out.weight`, [valueLength, embedding]),
  ];
  return {
    metadata: {
      "qwen35.rope.dimension_sections": { type: "array", of: "int32", values: [headLength / 2, 0, 0, 0] },
      "qwen35.full_attention_interval": { type: "uint32", value: 2 },
      "qwen35.ssm.conv_kernel": { type: "uint32", value: kernel },
      "qwen35.ssm.inner_size": { type: "uint32", value: valueLength },
      "qwen35.ssm.state_size": { type: "uint32", value: stateLength },
      "qwen35.ssm.time_step_rank": { type: "uint32", value: valueHeads },
      "qwen35.ssm.group_count": { type: "uint32", value: keyHeads },
    },
    layerWeights: (layer) => [
      // The query matrix also makes the gate of the attention's output.
      ...(layer % 2 === 1
        ? [...attention(layer, shape, 2), ...headNorms(layer, headLength)]
        : recurrent(layer)),
      norm(`blk.${layer}.post_attention_norm.weight`, embedding),
      ...feedForward(layer, shape).filter(({ name }) => !name.includes("ffn_norm")),
    ],
  };
}

function attention(layer: number, shape: TinyShape, queryParts = 1): TinyWeight[] {
  const { embedding, heads, headsKeyValue, headLength } = shape;
  return [
    norm(`blk.${layer}.attn_norm.weight`, embedding),
    matrix(`blk.${layer}.attn_q.weight`, [embedding, heads * headLength * queryParts]),
    matrix(`blk.${layer}.attn_k.weight`, [embedding, headsKeyValue * headLength]),
    matrix(`blk.${layer}.attn_v.weight`, [embedding, headsKeyValue * headLength]),
    matrix(`blk.${layer}.attn_output.weight`, [heads * headLength, embedding]),
  ];
}

function attentionBiases(layer: number, { heads, headsKeyValue, headLength }: TinyShape): TinyWeight[] {
  return [
    bias(`blk.${layer}.attn_q.bias`, heads * headLength),
    bias(`blk.${layer}.attn_k.bias`, headsKeyValue * headLength),
    bias(`blk.${layer}.attn_v.bias`, headsKeyValue * headLength),
  ];
}

function headNorms(layer: number, headLength: number): TinyWeight[] {
  return [
    norm(`blk.${layer}.attn_q_norm.weight`, headLength),
    norm(`blk.${layer}.attn_k_norm.weight`, headLength),
  ];
}

function feedForward(layer: number, shape: TinyShape): TinyWeight[] {
  return [
    norm(`blk.${layer}.ffn_norm.weight`, shape.embedding),
    matrix(`blk.${layer}.ffn_gate.weight`, [shape.embedding, shape.feedForward]),
    matrix(`blk.${layer}.ffn_up.weight`, [shape.embedding, shape.feedForward]),
    matrix(`blk.${layer}.ffn_down.weight`, [shape.feedForward, shape.embedding]),
  ];
}

export function matrix(name: string, shape: readonly number[]): TinyWeight {
  return { name, shape, content: "matrix" };
}

export function norm(name: string, length: number): TinyWeight {
  return { name, shape: [length], content: "norm" };
}

function bias(name: string, length: number): TinyWeight {
  return { name, shape: [length], content: "bias" };
}
