import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Digest } from "../sources/remote-file.ts";

const chunkBytes = 4 * 2 ** 20;

export interface HashProgress {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (doneBytes: number) => void;
}

/** Feeds a file's bytes to a hash and returns how many there were. */
export async function hashInto(hash: Hash, path: string, options: HashProgress = {}): Promise<number> {
  let done = 0;
  const stream = createReadStream(path, {
    highWaterMark: chunkBytes,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  for await (const chunk of stream) {
    hash.update(chunk);
    done += chunk.length;
    options.onProgress?.(done);
  }
  return done;
}

/** A file's checksum in lower-case hexadecimal. */
export async function hashFile(
  path: string,
  algorithm: Digest["algorithm"] = "sha256",
  options: HashProgress = {},
): Promise<string> {
  const hash = createHash(algorithm);
  await hashInto(hash, path, options);
  return hash.digest("hex");
}
