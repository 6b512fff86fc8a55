import { readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { LlamaError } from "./llama-error.ts";

/**
 * A sequence on disk, all numbers little-endian:
 *
 * ```
 * magic  version  tokens n  state bytes  crc32   tokens  state
 * u32    u32      u32       u64          u32     i32 × n
 * ```
 *
 * The library has such a format of its own, but aborts the process over a truncated file.
 */
export interface SequenceStateFile {
  readonly tokens: Int32Array;
  readonly state: Uint8Array;
}

const magic = 0x71733134;
const version = 1;
const headerBytes = 24;

/** @throws LlamaError `state-refused`, with a part of the file left behind. */
export function writeSequenceState(file: string, { tokens, state }: SequenceStateFile): void {
  const tokenBytes = Buffer.from(tokens.buffer, tokens.byteOffset, tokens.byteLength);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(version, 4);
  header.writeUInt32LE(tokens.length, 8);
  header.writeBigUInt64LE(BigInt(state.length), 12);
  header.writeUInt32LE(crc32(state, crc32(tokenBytes)), 20);
  try {
    writeFileSync(file, header);
    writeFileSync(file, tokenBytes, { flag: "a" });
    writeFileSync(file, state, { flag: "a" });
  } catch (error) {
    throw new LlamaError("state-refused", "the state could not be written", { cause: error });
  }
}

/** @throws LlamaError `state-refused` for anything but a whole, undamaged file of no more tokens than `capacity`. */
export function readSequenceState(file: string, capacity: number): SequenceStateFile {
  const bytes = readBytes(file);
  if (bytes.length < headerBytes || bytes.readUInt32LE(0) !== magic || bytes.readUInt32LE(4) !== version)
    throw new LlamaError("state-refused", "this is no state file");
  const tokenCount = bytes.readUInt32LE(8);
  const stateStart = headerBytes + tokenCount * Int32Array.BYTES_PER_ELEMENT;
  if (BigInt(bytes.length) !== BigInt(stateStart) + bytes.readBigUInt64LE(12))
    throw new LlamaError("state-refused", "the state file is not whole");
  if (crc32(bytes.subarray(headerBytes)) !== bytes.readUInt32LE(20))
    throw new LlamaError("state-refused", "the state file is damaged");
  if (tokenCount > capacity)
    throw new LlamaError("state-refused", `the state file holds ${tokenCount} tokens, more than ${capacity}`);
  const tokens = Int32Array.from({ length: tokenCount }, (_, index) =>
    bytes.readInt32LE(headerBytes + index * 4),
  );
  return { tokens, state: bytes.subarray(stateStart) };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new LlamaError("state-refused", "the state file could not be read", { cause: error });
  }
}
