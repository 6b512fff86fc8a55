import type { GgufHeader } from "../../weights/index.ts";
import { TrainerError } from "../trainer-error.ts";

/** Dimensions of a dense decoder, and how it turns heads by position. */
export interface DecoderShape {
  readonly architecture: TrainableArchitecture;
  readonly layers: number;
  readonly width: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headLength: number;
  readonly normEpsilon: number;
  readonly trainedContext: number;
  readonly rope: {
    readonly dimensions: number;
    readonly pairs: "neighbours" | "halves";
    readonly base: number;
    readonly scale: number;
  };
}

/** How positions pair up the elements of a head, by architecture. Mistral's files mostly say `llama`. */
const ropePairs = { llama: "neighbours", mistral3: "neighbours", qwen2: "halves", qwen3: "halves" } as const;

export type TrainableArchitecture = keyof typeof ropePairs;

/** Why those that people will try cannot be trained. */
const reasons: Readonly<Record<string, string>> = {
  qwen35: "its gated delta net has no backward computation",
  qwen35moe: "its gated delta net has no backward computation",
  qwen3next: "its gated delta net has no backward computation",
  qwen2moe: "mixtures of experts have no backward computation",
  qwen3moe: "mixtures of experts have no backward computation",
  llama4: "mixtures of experts have no backward computation",
  gemma: "its activation is looked up among half floats, which gives no exact gradient",
  gemma2: "it attends through a sliding window, and its activation gives no exact gradient",
  gemma3: "it attends through a sliding window, and its activation gives no exact gradient",
  mamba: "state-space layers have no backward computation",
  mamba2: "state-space layers have no backward computation",
};

/**
 * Reads the shape from a header, before anything is loaded.
 * @throws TrainerError `unsupported-weights`, naming the architecture and the reason.
 */
export function decoderShape({ metadata, tensors }: GgufHeader): DecoderShape {
  const architecture = metadata.get("general.architecture");
  const refuse = (reason: string): never => {
    throw new TrainerError(
      "unsupported-weights",
      `Weights of the architecture ${String(architecture)} cannot be trained: ${reason}.`,
    );
  };
  if (typeof architecture !== "string" || !isTrainable(architecture)) {
    const trainable = Object.keys(ropePairs).join(", ");
    const known = typeof architecture === "string" ? reasons[architecture] : undefined;
    return refuse(known ?? `adapters can be trained for ${trainable}`);
  }
  const number = (key: string, fallback?: number): number => {
    const value = metadata.get(`${architecture}.${key}`) ?? fallback;
    return typeof value === "number" && value >= 0 ? value : refuse(`its file has no usable ${key}`);
  };
  const text = (key: string) => metadata.get(`${architecture}.${key}`);
  if (number("expert_count", 0) > 0) refuse("mixtures of experts have no backward computation");
  if (number("attention.temperature_scale", 0) > 0) refuse("its attention has a temperature");
  if (number("logit_scale", 0) > 0) refuse("its logits are scaled");
  if (number("attention.sliding_window", 0) > 0) refuse("it attends through a sliding window");

  const scaling = text("rope.scaling.type") ?? "none";
  if (scaling !== "none" && scaling !== "linear") refuse(`its positions are scaled by ${String(scaling)}`);
  const factor = scaling === "linear" ? number("rope.scaling.factor") : 1;
  const width = number("embedding_length");
  const heads = number("attention.head_count");
  const headLength = number("attention.key_length", width / heads);
  if (number("attention.value_length", headLength) !== headLength) refuse("keys and values differ in length");
  const embedding = tensors.find(({ name }) => name === "token_embd.weight");
  return {
    architecture,
    layers: number("block_count"),
    width,
    feedForward: number("feed_forward_length"),
    vocabulary: embedding?.dimensions[1] ?? refuse("it has no token embeddings"),
    heads,
    keyValueHeads: number("attention.head_count_kv", heads),
    headLength,
    normEpsilon: number("attention.layer_norm_rms_epsilon"),
    trainedContext: number("context_length"),
    rope: {
      dimensions: number("rope.dimension_count", headLength),
      pairs: ropePairs[architecture],
      base: number("rope.freq_base", 10_000),
      scale: factor === 0 ? 1 : 1 / factor,
    },
  };
}

function isTrainable(architecture: string): architecture is TrainableArchitecture {
  return Object.hasOwn(ropePairs, architecture);
}
