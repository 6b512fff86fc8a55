import { GgufWriter } from "../../src/llama/index.ts";
import { RandomWeights } from "./random-weights.ts";
import {
  matrix,
  norm,
  type TinyArchitectureName,
  type TinyShape,
  type TinyWeight,
  tinyArchitecture,
} from "./tiny-architecture.ts";
import { type TinyVocabularyKind, tinyVocabulary } from "./tiny-vocabulary.ts";

export type { TinyArchitectureName } from "./tiny-architecture.ts";
export { controlTokens, type TinyVocabularyKind, userDefinedTokens } from "./tiny-vocabulary.ts";

export interface TinyModelOptions {
  /** `gemma3` has sliding windows, `qwen35` is a hybrid with recurrent layers. Llama by default. */
  readonly architecture?: TinyArchitectureName;
  /** Sentence pieces for `llama` and `gemma3`, byte-level merges for the others by default. */
  readonly vocabulary?: TinyVocabularyKind;
  /** How byte-level vocabularies first split a text, by llama.cpp's names; `qwen2` by default. */
  readonly splitter?: string;
  readonly layers?: number;
  /** A multiple of 32, so that the weights can be quantized. */
  readonly embedding?: number;
  readonly contextLength?: number;
  readonly seed?: number;
  /** Use the token embeddings as output weights too. */
  readonly tied?: boolean;
  readonly chatTemplate?: string;
  /** Tokens a sliding-window layer of `gemma3` sees. */
  readonly slidingWindow?: number;
  /** Makes it weights for embeddings, of the mean or of the last token. */
  readonly pooling?: "mean" | "last";
}

const headLength = 32;

/** The chat format that `<|im_start|>` and `<|im_end|>` are for. */
export const chatMarkupTemplate =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** Writes a model of random f32 weights: a fraction of a second to write, thousands of tokens a second to run. */
export function writeTinyModel(file: string, options: TinyModelOptions = {}): void {
  const architecture = options.architecture ?? "llama";
  const sentencePieces = ["llama", "mistral3", "gemma3"].includes(architecture);
  const vocabulary = tinyVocabulary(options.vocabulary ?? (sentencePieces ? "spm" : "bpe"), options.splitter);
  const embedding = options.embedding ?? 64;
  const heads = embedding / headLength;
  const shape: TinyShape = {
    layers: options.layers ?? 2,
    embedding,
    feedForward: embedding * 2,
    heads,
    headsKeyValue: Math.ceil(heads / 2),
    headLength,
    slidingWindow: options.slidingWindow ?? 32,
  };
  const { metadata, layerWeights } = tinyArchitecture(architecture, shape);

  const writer = new GgufWriter();
  writer.setMetadata("general.architecture", { type: "string", value: architecture });
  writer.setMetadata("general.name", { type: "string", value: "tiny" });
  const hyperparameters = {
    context_length: options.contextLength ?? 1024,
    embedding_length: embedding,
    block_count: shape.layers,
    feed_forward_length: shape.feedForward,
    "attention.head_count": shape.heads,
    "attention.head_count_kv": shape.headsKeyValue,
    "attention.key_length": headLength,
    "attention.value_length": headLength,
    "rope.dimension_count": headLength,
  };
  for (const [key, value] of Object.entries(hyperparameters))
    writer.setMetadata(`${architecture}.${key}`, { type: "uint32", value });
  writer.setMetadata(`${architecture}.attention.layer_norm_rms_epsilon`, { type: "float32", value: 1e-5 });
  for (const [key, value] of Object.entries({ ...metadata, ...vocabulary.metadata }))
    writer.setMetadata(key, value);
  if (options.pooling !== undefined)
    writer.setMetadata(`${architecture}.pooling_type`, {
      type: "uint32",
      value: options.pooling === "mean" ? 1 : 3,
    });
  if (options.chatTemplate !== undefined)
    writer.setMetadata("tokenizer.chat_template", { type: "string", value: options.chatTemplate });

  const weights = [
    matrix("token_embd.weight", [embedding, vocabulary.size]),
    norm("output_norm.weight", embedding),
    ...(options.tied ? [] : [matrix("output.weight", [embedding, vocabulary.size])]),
    ...Array.from({ length: shape.layers }, (_, layer) => layerWeights(layer)).flat(),
  ];
  const random = new RandomWeights(options.seed ?? 1);
  for (const weight of weights)
    writer.addTensor({
      name: weight.name,
      type: "f32",
      shape: weight.shape,
      data: drawWeight(random, weight),
    });
  writer.write(file);
}

function drawWeight(random: RandomWeights, { name, shape, content }: TinyWeight): Float32Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  switch (content) {
    case "matrix": {
      // Logits spread over a few units, so that neither is every token alike nor one certain.
      const gain = name.startsWith("output") || name.startsWith("token_embd") ? 2 : 1;
      return random.array(length, gain / Math.sqrt(shape[0] ?? 1));
    }
    case "norm":
      return random.array(length, 0.1).map((value) => 1 + value);
    case "bias":
      return random.array(length, 0.1);
    case "decay":
      return random.array(length, 0.1).map((value) => -Math.exp(value));
  }
}
