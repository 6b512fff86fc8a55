import { WeightsError } from "../weights-error.ts";
import type { ByteReader } from "./byte-reader.ts";
import { tensorTypes } from "./tensor-type.ts";

export interface TensorInfo {
  readonly name: string;
  /** Elements per dimension, the contiguous one first. */
  readonly dimensions: readonly number[];
  /** Number of the type; see `tensorTypes`. */
  readonly type: number;
  readonly bytes: number;
  /** From the beginning of the data section. */
  readonly offset: number;
}

/** Real files have a few thousand tensors; ggml allows names of up to 63 bytes and 4 dimensions. */
const maximumTensors = 65_536;
const maximumNameBytes = 63;
const maximumDimensions = 4;

function invalid(problem: string): WeightsError {
  return new WeightsError("invalid-gguf", problem);
}

function readDimensions(reader: ByteReader, name: string): readonly number[] {
  const count = reader.unsigned32();
  if (count > maximumDimensions) throw invalid(`tensor "${name}" has ${count} dimensions`);
  const dimensions = Array.from({ length: count }, () => reader.unsigned64());
  // Checked against 2^53 so that every later sum and product is exact.
  const elements = dimensions.reduce((product, length) => product * length, 1);
  if (!dimensions.every(Number.isSafeInteger) || !Number.isSafeInteger(elements)) {
    throw invalid(`tensor "${name}" has the impossible shape ${dimensions.join(" × ")}`);
  }
  return dimensions;
}

function byteLength(name: string, type: number, dimensions: readonly number[]): number {
  const layout = tensorTypes.get(type);
  if (!layout) throw invalid(`tensor "${name}" has the unknown type ${type}`);
  if ((dimensions[0] ?? 1) % layout.elements !== 0) {
    throw invalid(`tensor "${name}": rows of ${dimensions[0]} elements cannot be ${layout.name}`);
  }
  const elements = dimensions.reduce((product, length) => product * length, 1);
  const bytes = (elements / layout.elements) * layout.bytes;
  if (!Number.isSafeInteger(bytes)) throw invalid(`tensor "${name}" is impossibly large`);
  return bytes;
}

function readTensor(reader: ByteReader): TensorInfo {
  const nameBytes = reader.unsigned64();
  if (nameBytes > maximumNameBytes) throw invalid(`a tensor name of ${nameBytes} bytes`);
  const name = reader.text(nameBytes);
  const dimensions = readDimensions(reader, name);
  const type = reader.unsigned32();
  return { name, dimensions, type, bytes: byteLength(name, type, dimensions), offset: reader.unsigned64() };
}

/**
 * Reads the tensor table. Tensors must lie one after the other, each padded to the alignment, as
 * llama.cpp requires; so none overlap and none lie outside the data section.
 */
export function readTensors(reader: ByteReader, count: number, alignment: number): readonly TensorInfo[] {
  if (count > maximumTensors) throw invalid(`${count} tensors, more than ${maximumTensors}`);
  const names = new Set<string>();
  const tensors: TensorInfo[] = [];
  let end = 0;
  for (let index = 0; index < count; index++) {
    const tensor = readTensor(reader);
    if (names.has(tensor.name)) throw invalid(`tensor "${tensor.name}" appears twice`);
    if (tensor.offset !== end) {
      throw invalid(`tensor "${tensor.name}" lies at ${tensor.offset} where ${end} was expected`);
    }
    names.add(tensor.name);
    tensors.push(tensor);
    end = tensor.offset + padTo(alignment, tensor.bytes);
  }
  return tensors;
}

export function padTo(alignment: number, bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
