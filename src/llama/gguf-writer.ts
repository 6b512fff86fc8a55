import { closeSync, openSync, writeSync } from "node:fs";
import { GgufBytes, type GgufValue } from "./gguf-value.ts";
import { LlamaError } from "./llama-error.ts";
import { type TensorType, tensorBytes, tensorTypes } from "./tensor-type.ts";

export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  /** Extents, the row length first. One to four. */
  readonly shape: readonly number[];
  /** The elements as the format lays them out: little-endian, blocks of quantized types as they are. */
  readonly data: ArrayBufferView;
}

const magic = 0x46554747;
const formatVersion = 3;
const alignment = 32;

/**
 * Writes GGUF files: models, LoRA adapters.
 *
 * Tensor data is not copied, so it must not change before the file is written.
 */
export class GgufWriter {
  readonly #metadata = new Map<string, GgufValue>();
  readonly #tensors = new Map<string, GgufTensor>();

  /** Sets a key, or replaces it. */
  setMetadata(key: string, value: GgufValue): this {
    this.#metadata.set(key, value);
    return this;
  }

  /** @throws LlamaError `invalid-argument` when the name is taken or the data does not fit the shape. */
  addTensor(tensor: GgufTensor): this {
    const { name, type, shape, data } = tensor;
    if (this.#tensors.has(name))
      throw new LlamaError("invalid-argument", `there is already a tensor ${name}`);
    if (Buffer.byteLength(name) > 63)
      throw new LlamaError("invalid-argument", `the tensor name ${name} is longer than 63 bytes`);
    if (
      shape.length < 1 ||
      shape.length > 4 ||
      !shape.every((extent) => Number.isInteger(extent) && extent > 0)
    )
      throw new LlamaError("invalid-argument", `${name} must have one to four positive extents`);
    const bytes = tensorBytes(type, shape);
    if (bytes !== data.byteLength)
      throw new LlamaError(
        "invalid-argument",
        `${name} holds ${data.byteLength} bytes, but ${type} of ${shape.join(" × ")} takes ${bytes ?? "whole blocks"}`,
      );
    this.#tensors.set(name, tensor);
    return this;
  }

  /** Writes the file anew. A failure leaves a part of it behind: write elsewhere and rename to replace one. */
  write(file: string): void {
    const descriptor = openSync(file, "w");
    try {
      const header = this.#header();
      writeAll(descriptor, header);
      writeAll(descriptor, Buffer.alloc(padding(header.length)));
      for (const { data } of this.#tensors.values()) {
        writeAll(descriptor, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
        writeAll(descriptor, Buffer.alloc(padding(data.byteLength)));
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #header(): Buffer {
    const bytes = new GgufBytes();
    bytes.uint32(magic);
    bytes.uint32(formatVersion);
    bytes.uint64(BigInt(this.#tensors.size));
    bytes.uint64(BigInt(this.#metadata.size));
    for (const [key, value] of this.#metadata) {
      bytes.string(key);
      bytes.value(value);
    }
    let offset = 0;
    for (const { name, type, shape, data } of this.#tensors.values()) {
      bytes.string(name);
      bytes.uint32(shape.length);
      for (const extent of shape) bytes.uint64(BigInt(extent));
      bytes.uint32(tensorTypes[type].number);
      bytes.uint64(BigInt(offset));
      offset += data.byteLength + padding(data.byteLength);
    }
    return bytes.concatenated();
  }
}

/** Bytes to the next multiple of the format's alignment. */
function padding(length: number): number {
  return (alignment - (length % alignment)) % alignment;
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(descriptor, bytes, written, Math.min(bytes.length - written, 1 << 30));
}
