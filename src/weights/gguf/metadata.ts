import { WeightsError } from "../weights-error.ts";
import type { ByteReader } from "./byte-reader.ts";

/** Present but not kept: a vocabulary, a long text. `length` counts elements, or bytes of text. */
export interface ElidedValue {
  readonly elided: true;
  readonly length: number;
}

export type MetadataValue = number | boolean | string | readonly number[] | ElidedValue;

/** Bounds on what a header may hold. llama.cpp knows some 400 keys; real files have under 100. */
const maximumEntries = 4_096;
const maximumKeyBytes = 65_535;
/** Longer text is skipped: only short values (architecture, name) are of use here. */
const keptTextBytes = 4_096;
/** Longer arrays are skipped: per-layer values are kept, vocabularies are not. */
const keptElements = 1_024;

const stringType = 8;
const arrayType = 9;

interface NumberType {
  readonly bytes: number;
  readonly read: (reader: ByteReader) => number;
}

const booleanType = 7;

const numberTypes: ReadonlyMap<number, NumberType> = new Map<number, NumberType>([
  [0, { bytes: 1, read: (reader) => reader.unsigned8() }],
  [1, { bytes: 1, read: (reader) => reader.signed8() }],
  [2, { bytes: 2, read: (reader) => reader.unsigned16() }],
  [3, { bytes: 2, read: (reader) => reader.signed16() }],
  [4, { bytes: 4, read: (reader) => reader.unsigned32() }],
  [5, { bytes: 4, read: (reader) => reader.signed32() }],
  [6, { bytes: 4, read: (reader) => reader.float32() }],
  [booleanType, { bytes: 1, read: (reader) => reader.unsigned8() }],
  [10, { bytes: 8, read: (reader) => reader.unsigned64() }],
  [11, { bytes: 8, read: (reader) => reader.signed64() }],
  [12, { bytes: 8, read: (reader) => reader.float64() }],
]);

function invalid(problem: string): WeightsError {
  return new WeightsError("invalid-gguf", problem);
}

function readText(reader: ByteReader): string | ElidedValue {
  const length = reader.unsigned64();
  if (length <= keptTextBytes) return reader.text(length);
  reader.skip(length);
  return { elided: true, length };
}

function readArray(reader: ByteReader, key: string): MetadataValue {
  const type = reader.unsigned32();
  const length = reader.unsigned64();
  const number = numberTypes.get(type);
  if (!number && type !== stringType) throw invalid(`"${key}" is an array of the unsupported type ${type}`);
  // A text is at least its 8-byte length: what cannot be in the file is refused before the loop.
  if (length * (number?.bytes ?? 8) > reader.remaining) {
    throw new WeightsError("truncated", `"${key}" claims ${length} elements, more than the file holds`);
  }
  if (number && length <= keptElements) return Array.from({ length }, () => number.read(reader));
  if (number) reader.skip(length * number.bytes);
  else for (let index = 0; index < length; index++) reader.skip(reader.unsigned64());
  return { elided: true, length };
}

function readValue(reader: ByteReader, key: string): MetadataValue {
  const type = reader.unsigned32();
  if (type === stringType) return readText(reader);
  if (type === arrayType) return readArray(reader, key);
  const number = numberTypes.get(type)?.read(reader);
  if (number === undefined) throw invalid(`"${key}" has the unknown type ${type}`);
  return type === booleanType ? number !== 0 : number;
}

function readKey(reader: ByteReader): string {
  const length = reader.unsigned64();
  if (length === 0 || length > maximumKeyBytes) throw invalid(`a metadata key of ${length} bytes`);
  return reader.text(length);
}

/** Reads the key-value pairs of a header, keeping short values and the lengths of long ones. */
export function readMetadata(reader: ByteReader, entries: number): ReadonlyMap<string, MetadataValue> {
  if (entries > maximumEntries) throw invalid(`${entries} metadata entries, more than ${maximumEntries}`);
  const metadata = new Map<string, MetadataValue>();
  for (let entry = 0; entry < entries; entry++) {
    const key = readKey(reader);
    if (metadata.has(key)) throw invalid(`"${key}" appears twice`);
    metadata.set(key, readValue(reader, key));
  }
  return metadata;
}
