import { crc32 } from "node:zlib";
import { BLOCK_TOKENS, type BlockIdentity } from "./block.ts";
import { blockKey } from "./block-chain.ts";

/**
 * A block on disk:
 *
 *   magic, version, checksum of all that follows    16 bytes
 *   tokens, first position, payload bytes           16 bytes
 *   parent key                                      32 bytes
 *   token ids                                       4 × tokens
 *   payload: the native state of these tokens
 *
 * The key is not stored but computed from parent and tokens, so that a file cannot claim another's place.
 */
const MAGIC = 0x6b346631;
const VERSION = 1;
const FIXED_BYTES = 64;
export const HEADER_BYTES = FIXED_BYTES + 4 * BLOCK_TOKENS;

export interface BlockHeader extends Omit<BlockIdentity, "retention"> {
  readonly payloadFrom: number;
  readonly payloadBytes: number;
}

export function encodeBlock(block: BlockIdentity, payload: Uint8Array): Buffer {
  const payloadFrom = FIXED_BYTES + 4 * block.tokens.length;
  const file = Buffer.alloc(payloadFrom + payload.length);
  file.writeUInt32LE(MAGIC, 0);
  file.writeUInt32LE(VERSION, 4);
  file.writeUInt32LE(block.tokens.length, 16);
  file.writeUInt32LE(block.from, 20);
  file.writeBigUInt64LE(BigInt(payload.length), 24);
  file.write(block.parent, 32, "latin1");
  for (const [index, token] of block.tokens.entries()) file.writeInt32LE(token, FIXED_BYTES + 4 * index);
  file.set(payload, payloadFrom);
  file.writeUInt32LE(crc32(file.subarray(16)), 8);
  return file;
}

/** Reads the header from the first {@link HEADER_BYTES} of a file; `undefined` for anything that is not one. */
export function decodeHeader(file: Buffer): BlockHeader | undefined {
  if (file.length < FIXED_BYTES || file.readUInt32LE(0) !== MAGIC || file.readUInt32LE(4) !== VERSION)
    return undefined;
  const count = file.readUInt32LE(16);
  const payloadFrom = FIXED_BYTES + 4 * count;
  if (count === 0 || count > BLOCK_TOKENS || file.length < payloadFrom) return undefined;
  const parent = file.toString("latin1", 32, 64);
  if (!/^[0-9a-f]{32}$/.test(parent)) return undefined;
  const tokens = Int32Array.from({ length: count }, (_, index) => file.readInt32LE(FIXED_BYTES + 4 * index));
  const from = file.readUInt32LE(20);
  const payloadBytes = Number(file.readBigUInt64LE(24));
  if (!Number.isSafeInteger(payloadBytes)) return undefined;
  return { key: blockKey(parent, tokens), parent, from, tokens, payloadFrom, payloadBytes };
}

/** The payload of a whole file, or `undefined` where the file is torn, altered or somebody else's. */
export function decodePayload(file: Buffer, key: string): Uint8Array | undefined {
  const header = decodeHeader(file);
  if (header === undefined || header.key !== key) return undefined;
  if (file.length !== header.payloadFrom + header.payloadBytes) return undefined;
  if (file.readUInt32LE(8) !== crc32(file.subarray(16))) return undefined;
  return new Uint8Array(file.buffer, file.byteOffset + header.payloadFrom, header.payloadBytes);
}
