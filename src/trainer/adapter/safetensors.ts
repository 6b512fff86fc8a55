import { TrainerError } from "../trainer-error.ts";
import { decodeFloats, floatBytes } from "./decode-floats.ts";
import { shownName } from "./imported-adapter.ts";

export interface SafeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const LONGEST_HEADER = 16 * 2 ** 20;

/** A tensor whose elements are decoded when they are asked for: by then its name and shape may have been refused. */
export interface EncodedTensor extends Pick<SafeTensor, "name" | "shape"> {
  decode(): Float32Array;
}

/** Reads a safetensors file whose header nobody has vouched for. @throws TrainerError `invalid-adapter` */
export function readSafetensors(file: Uint8Array): EncodedTensor[] {
  const refuse = (problem: string): never => {
    throw new TrainerError("invalid-adapter", `This is no usable safetensors file: ${problem}.`);
  };
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 8) return refuse("it is too short");
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > LONGEST_HEADER || 8 + headerLength > file.byteLength)
    return refuse("its header is cut off");
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(file.buffer, file.byteOffset + 8, headerLength).toString("utf8"));
  } catch {
    return refuse("its header is not JSON");
  }
  if (typeof header !== "object" || header === null) return refuse("its header is not an object");
  const data = file.subarray(8 + headerLength);
  return Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]: [string, { dtype?: unknown; shape?: unknown; data_offsets?: unknown } | null]) => {
      const { dtype, shape, data_offsets: offsets } = entry ?? {};
      const bytes = typeof dtype === "string" ? floatBytes[dtype] : undefined;
      if (typeof dtype !== "string" || bytes === undefined)
        return refuse(`${shownName(name)} has an element type that adapters do not have`);
      if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
        return refuse(`${shownName(name)} has no shape or place`);
      const [from = 0, to = 0] = offsets;
      const elements = shape.reduce((product, extent) => product * extent, 1);
      if (to > data.byteLength || to - from !== elements * bytes)
        return refuse(`${shownName(name)} lies outside the file`);
      return { name, shape, decode: () => decodeFloats(new Uint8Array(data.subarray(from, to)), dtype) };
    });
}

/** @param tensors f32, in any order; the file has them in this one */
export function writeSafetensors(tensors: readonly SafeTensor[]): Buffer {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Tensors begin at a multiple of 8; the format fills headers up with spaces.
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const data = tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return Buffer.concat([length, padded, ...data]);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
