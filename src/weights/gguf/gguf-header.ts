import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { WeightsError } from "../weights-error.ts";
import { ByteReader, type RandomAccess } from "./byte-reader.ts";
import { type MetadataValue, readMetadata } from "./metadata.ts";
import { padTo, readTensors, type TensorInfo } from "./tensor-info.ts";

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly TensorInfo[];
  /** Where the tensor data begins in the file. */
  readonly dataOffset: number;
  readonly fileBytes: number;
}

const magic = 0x46554747; // "GGUF"
const defaultAlignment = 32;
const maximumAlignment = 2 ** 16;

function invalid(problem: string): WeightsError {
  return new WeightsError("invalid-gguf", problem);
}

function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  if ((version & 0xffff) === 0) throw invalid("a GGUF file for big-endian machines");
  throw invalid(`GGUF version ${version}; versions 2 and 3 can be read`);
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const alignment = metadata.get("general.alignment") ?? defaultAlignment;
  if (typeof alignment === "number" && alignment >= 1 && alignment <= maximumAlignment) {
    if (Math.log2(alignment) % 1 === 0) return alignment;
  }
  throw invalid("general.alignment is not a power of two up to 65536");
}

/**
 * Parses a GGUF header from bytes nobody has vouched for. Time and memory are bounded by
 * `maximumHeaderBytes`, whatever the header claims, and every number in the result is exact.
 * @throws WeightsError `invalid-gguf`, or `truncated` where the bytes end too early.
 */
export function parseGgufHeader(source: RandomAccess): GgufHeader {
  const reader = new ByteReader(source);
  if (source.size < 4 || reader.unsigned32() !== magic) throw invalid('it does not begin with "GGUF"');
  checkVersion(reader.unsigned32());
  const tensorCount = reader.unsigned64();
  const metadata = readMetadata(reader, reader.unsigned64());
  const alignment = alignmentOf(metadata);
  const tensors = readTensors(reader, tensorCount, alignment);
  const dataOffset = padTo(alignment, reader.position);
  const last = tensors.at(-1);
  const end = last ? dataOffset + last.offset + last.bytes : reader.position;
  if (end > source.size) {
    throw new WeightsError(
      "truncated",
      `it has ${source.size} of the ${end} bytes that its header announces`,
    );
  }
  return { metadata, tensors, dataOffset, fileBytes: source.size };
}

/**
 * Reads the header of a GGUF file.
 * @throws WeightsError as {@link parseGgufHeader}, naming the file; `file-system` where it cannot be read.
 */
export function readGgufHeader(path: string): GgufHeader {
  let file: number | undefined;
  try {
    const descriptor = openSync(path, "r");
    file = descriptor;
    const { size } = fstatSync(descriptor);
    return parseGgufHeader({
      size,
      read: (into, offset) => readSync(descriptor, into, 0, into.length, offset),
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const code = error instanceof WeightsError ? error.code : "file-system";
    throw new WeightsError(code, `${path} cannot be used: ${problem}`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
