import { LlamaError } from "./llama-error.ts";

interface GgufScalarValues {
  readonly uint8: number;
  readonly int8: number;
  readonly uint16: number;
  readonly int16: number;
  readonly uint32: number;
  readonly int32: number;
  readonly float32: number;
  readonly float64: number;
  readonly uint64: bigint;
  readonly int64: bigint;
  readonly bool: boolean;
  readonly string: string;
}

export type GgufScalarType = keyof GgufScalarValues;

export type GgufScalar = {
  [Type in GgufScalarType]: { readonly type: Type; readonly value: GgufScalarValues[Type] };
}[GgufScalarType];

/** An array holds values of one scalar type. */
export type GgufArray = {
  [Type in GgufScalarType]: {
    readonly type: "array";
    readonly of: Type;
    readonly values: readonly GgufScalarValues[Type][];
  };
}[GgufScalarType];

/** Metadata of a GGUF file, by its types in the format. */
export type GgufValue = GgufScalar | GgufArray;

export const typeNumbers: Readonly<Record<GgufValue["type"], number>> = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
};

/** Collects little-endian bytes. */
export class GgufBytes {
  readonly #parts: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  uint32(value: number): void {
    this.append(encodeScalar({ type: "uint32", value }));
  }

  uint64(value: bigint): void {
    this.append(encodeScalar({ type: "uint64", value }));
  }

  string(value: string): void {
    this.append(encodeScalar({ type: "string", value }));
  }

  /** A type number and the value it announces. */
  value(value: GgufValue): void {
    this.uint32(typeNumbers[value.type]);
    if (value.type !== "array") {
      this.append(encodeScalar(value));
      return;
    }
    this.uint32(typeNumbers[value.of]);
    this.uint64(BigInt(value.values.length));
    for (const element of value.values)
      this.append(encodeScalar({ type: value.of, value: element } as GgufScalar));
  }

  concatenated(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }
}

function encodeScalar(scalar: GgufScalar): Buffer {
  switch (scalar.type) {
    case "bool":
      return Buffer.of(scalar.value ? 1 : 0);
    case "string": {
      const text = Buffer.from(scalar.value);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return Buffer.concat([length, text]);
    }
    default:
      try {
        return encodeNumber(scalar);
      } catch (error) {
        throw new LlamaError("invalid-argument", `${scalar.value} is no ${scalar.type}`, { cause: error });
      }
  }
}

function encodeNumber(scalar: Exclude<GgufScalar, { readonly type: "bool" | "string" }>): Buffer {
  const bytes = Buffer.alloc(8);
  switch (scalar.type) {
    case "uint8":
      return bytes.subarray(0, bytes.writeUInt8(scalar.value));
    case "int8":
      return bytes.subarray(0, bytes.writeInt8(scalar.value));
    case "uint16":
      return bytes.subarray(0, bytes.writeUInt16LE(scalar.value));
    case "int16":
      return bytes.subarray(0, bytes.writeInt16LE(scalar.value));
    case "uint32":
      return bytes.subarray(0, bytes.writeUInt32LE(scalar.value));
    case "int32":
      return bytes.subarray(0, bytes.writeInt32LE(scalar.value));
    case "float32":
      return bytes.subarray(0, bytes.writeFloatLE(scalar.value));
    case "float64":
      return bytes.subarray(0, bytes.writeDoubleLE(scalar.value));
    case "uint64":
      return bytes.subarray(0, bytes.writeBigUInt64LE(scalar.value));
    case "int64":
      return bytes.subarray(0, bytes.writeBigInt64LE(scalar.value));
  }
}
