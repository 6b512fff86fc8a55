import type { GgufValue } from "../../src/llama/index.ts";

export type TinyVocabularyKind = "spm" | "bpe";

/** Metadata that describes a vocabulary, and how many tokens it has. */
export interface TinyVocabulary {
  readonly size: number;
  readonly metadata: Readonly<Record<string, GgufValue>>;
}

export const controlTokens = ["<|im_start|>", "<|im_end|>", "<|eot_id|>", "<|endoftext|>"] as const;
export const userDefinedTokens = ["<think>", "</think>", "<tool_call>", "</tool_call>"] as const;

/** Words whose beginnings, from two characters on, become tokens too: merges need every step. */
const words = [
  "the",
  "and",
  "you",
  "that",
  "was",
  "with",
  "hello",
  "world",
  "user",
  "assistant",
  "system",
  "answer",
  "function",
  "return",
  "number",
  "true",
  "false",
  "null",
  "json",
  "name",
  "value",
  "12",
  "345",
  "...",
  "\n\n",
  "  ",
  '":',
  '",',
  '{"',
  "é",
  "über",
  "naïve",
  "日本語",
  "你好",
  "привет",
  "🙂",
] as const;

const spaceCharacter = "▁";

const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

interface Token {
  readonly text: string;
  readonly type: number;
  readonly score: number;
}

/** The splitter is the name of the expression by which byte-level vocabularies first split a text. */
export function tinyVocabulary(kind: TinyVocabularyKind, splitter = "qwen2"): TinyVocabulary {
  return kind === "spm" ? sentencePieceVocabulary() : byteLevelVocabulary(splitter);
}

/** Like that of Llama 2: pieces of text with scores, and a token for every byte to fall back on. */
function sentencePieceVocabulary(): TinyVocabulary {
  const tokens: Token[] = [
    { text: "<unk>", type: tokenType.unknown, score: 0 },
    { text: "<s>", type: tokenType.control, score: 0 },
    { text: "</s>", type: tokenType.control, score: 0 },
  ];
  for (let byte = 0; byte < 256; byte += 1) {
    const text = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
    tokens.push({ text, type: tokenType.byte, score: 0 });
  }
  const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const spaced = words
    .flatMap((word) => [word, ` ${word}`])
    .map((word) => word.replaceAll(" ", spaceCharacter));
  const pieces = new Set([
    spaceCharacter,
    ...printable,
    ...spaced.flatMap((word) => beginnings([...word], 1)),
  ]);
  for (const text of pieces) tokens.push({ text, type: tokenType.normal, score: -tokens.length });
  return describe("llama", tokens, 1, 2, {
    "tokenizer.ggml.unknown_token_id": { type: "uint32", value: 0 },
    "tokenizer.ggml.add_bos_token": { type: "bool", value: true },
    "tokenizer.ggml.add_space_prefix": { type: "bool", value: true },
  });
}

/** Like that of Qwen: bytes disguised as printable characters, joined by an ordered list of merges. */
function byteLevelVocabulary(splitter: string): TinyVocabulary {
  const disguises = byteDisguises();
  const tokens: Token[] = disguises.map((text) => ({ text, type: tokenType.normal, score: 0 }));
  const merges = new Set<string>();
  const known = new Set(disguises);
  for (const word of words.flatMap((word) => [word, ` ${word}`])) {
    const symbols = Array.from(Buffer.from(word), (byte) => disguises[byte] ?? "");
    for (const [index, text] of beginnings(symbols, 2).entries()) {
      merges.add(`${symbols.slice(0, index + 1).join("")} ${symbols[index + 1]}`);
      if (known.has(text)) continue;
      known.add(text);
      tokens.push({ text, type: tokenType.normal, score: 0 });
    }
  }
  const beginOfSequence = tokens.length;
  for (const text of ["<s>", "</s>"]) tokens.push({ text, type: tokenType.control, score: 0 });
  return describe("gpt2", tokens, beginOfSequence, beginOfSequence + 1, {
    "tokenizer.ggml.pre": { type: "string", value: splitter },
    "tokenizer.ggml.merges": { type: "array", of: "string", values: [...merges] },
    "tokenizer.ggml.add_bos_token": { type: "bool", value: false },
  });
}

function describe(
  model: string,
  ordinary: readonly Token[],
  beginOfSequence: number,
  endOfSequence: number,
  more: TinyVocabulary["metadata"],
): TinyVocabulary {
  const tokens: readonly Token[] = [
    ...ordinary,
    ...controlTokens.map((text) => ({ text, type: tokenType.control, score: 0 })),
    ...userDefinedTokens.map((text) => ({ text, type: tokenType.userDefined, score: 0 })),
  ];
  return {
    size: tokens.length,
    metadata: {
      "tokenizer.ggml.model": { type: "string", value: model },
      "tokenizer.ggml.tokens": { type: "array", of: "string", values: tokens.map(({ text }) => text) },
      "tokenizer.ggml.scores": { type: "array", of: "float32", values: tokens.map(({ score }) => score) },
      "tokenizer.ggml.token_type": { type: "array", of: "int32", values: tokens.map(({ type }) => type) },
      "tokenizer.ggml.bos_token_id": { type: "uint32", value: beginOfSequence },
      "tokenizer.ggml.eos_token_id": { type: "uint32", value: endOfSequence },
      ...more,
    },
  };
}

function beginnings(symbols: readonly string[], shortest: number): string[] {
  const lengths = Array.from(
    { length: Math.max(symbols.length - shortest + 1, 0) },
    (_, index) => index + shortest,
  );
  return lengths.map((length) => symbols.slice(0, length).join(""));
}

/** The character that stands for each byte in byte-level vocabularies since GPT-2. */
function byteDisguises(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(isPrintable ? byte : next++);
  });
}
