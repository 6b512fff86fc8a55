import { TrainerError } from "../trainer-error.ts";

export interface SafeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const LONGEST_HEADER = 16 * 2 ** 20;

const elementBytes: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Reads a safetensors file whose header nobody has vouched for. @throws TrainerError `invalid-adapter` */
export function readSafetensors(file: Uint8Array): SafeTensor[] {
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
      const bytes = typeof dtype === "string" ? elementBytes[dtype] : undefined;
      if (typeof dtype !== "string" || bytes === undefined)
        return refuse(`${name} has an element type that adapters do not have`);
      if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
        return refuse(`${name} has no shape or place`);
      const [from = 0, to = 0] = offsets;
      const elements = shape.reduce((product, extent) => product * extent, 1);
      if (to > data.byteLength || to - from !== elements * bytes)
        return refuse(`${name} lies outside the file`);
      return { name, shape, values: decode(new Uint8Array(data.subarray(from, to)), dtype) };
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

/** @param bytes a copy, which begins where its memory does */
function decode(bytes: Uint8Array<ArrayBuffer>, type: string): Float32Array {
  if (type === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  if (type === "BF16") return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  return Float32Array.from(halves, decodeHalf);
}

function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
