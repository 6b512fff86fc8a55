import { padTo } from "./tensor-info.ts";
import { tensorTypes } from "./tensor-type.ts";

/** A metadata value and the type it is written as. */
export type FixtureValue =
  | { readonly u32: number }
  | { readonly f32: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly u32s: readonly number[] }
  | { readonly texts: readonly string[] };

export interface FixtureTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type?: number;
}

export interface GgufFixture {
  readonly metadata?: Readonly<Record<string, FixtureValue>>;
  readonly tensors?: readonly FixtureTensor[];
  readonly version?: number;
  /** Fills the tensor data; by default zeros. */
  readonly fill?: (index: number) => number;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function encodeValue(value: FixtureValue): Buffer {
  if ("u32" in value) return Buffer.concat([u32(4), u32(value.u32)]);
  if ("f32" in value) return Buffer.concat([u32(6), f32(value.f32)]);
  if ("bool" in value) return Buffer.concat([u32(7), Buffer.from([value.bool ? 1 : 0])]);
  if ("text" in value) return Buffer.concat([u32(8), text(value.text)]);
  if ("u32s" in value) return Buffer.concat([u32(9), u32(4), u64(value.u32s.length), ...value.u32s.map(u32)]);
  return Buffer.concat([u32(9), u32(8), u64(value.texts.length), ...value.texts.map(text)]);
}

function tensorBytes({ dimensions, type = 0 }: FixtureTensor): number {
  const layout = tensorTypes.get(type) ?? { elements: 1, bytes: 4 };
  return (dimensions.reduce((product, length) => product * length, 1) / layout.elements) * layout.bytes;
}

/** Writes a whole GGUF file into memory, for tests. */
export function buildGguf({ metadata = {}, tensors = [], version = 3, fill = () => 0 }: GgufFixture): Buffer {
  const alignment = 32;
  const parts: Buffer[] = [
    Buffer.from("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
  ];
  for (const [key, value] of Object.entries(metadata)) parts.push(text(key), encodeValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    parts.push(
      text(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map(u64),
      u32(tensor.type ?? 0),
    );
    parts.push(u64(offset));
    offset += padTo(alignment, tensorBytes(tensor));
  }
  const header = Buffer.concat(parts);
  const file = Buffer.alloc(padTo(alignment, header.length) + offset);
  header.copy(file);
  for (let index = padTo(alignment, header.length); index < file.length; index++)
    file[index] = fill(index) & 0xff;
  return file;
}

/** The header of a small but complete llama-like model. */
export function llamaFixture(overrides: Readonly<Record<string, FixtureValue>> = {}): GgufFixture {
  return {
    metadata: {
      "general.architecture": { text: "llama" },
      "llama.context_length": { u32: 2048 },
      "llama.embedding_length": { u32: 64 },
      "llama.block_count": { u32: 2 },
      "llama.feed_forward_length": { u32: 128 },
      "llama.attention.head_count": { u32: 4 },
      "llama.attention.head_count_kv": { u32: 2 },
      "tokenizer.ggml.tokens": { texts: Array.from({ length: 1100 }, (_, index) => `t${index}`) },
      ...overrides,
    },
    tensors: [
      { name: "token_embd.weight", dimensions: [64, 32] },
      { name: "blk.0.attn_q.weight", dimensions: [64, 64], type: 8 },
      { name: "blk.1.attn_q.weight", dimensions: [64, 64], type: 2 },
      { name: "blk.1.ffn_up_exps.weight", dimensions: [64, 2, 2] },
      { name: "output_norm.weight", dimensions: [64] },
    ],
  };
}
