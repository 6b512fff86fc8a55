import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { Digest } from "../sources/remote-file.ts";
import { fileSystemError } from "./file-system-error.ts";
import { type HashProgress, hashInto } from "./hash-file.ts";

/**
 * A file that grows at its end and knows the checksum of what it holds, including what an earlier
 * process left there.
 */
export class PartialFile implements AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #algorithm: Digest["algorithm"];
  #hash: Hash;
  #length: number;

  /** Opens or creates the file and hashes what is in it. */
  static async open(
    path: string,
    algorithm: Digest["algorithm"],
    options: HashProgress = {},
  ): Promise<PartialFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, "a");
      const hash = createHash(algorithm);
      const length = await hashInto(hash, path, options);
      return new PartialFile(path, handle, algorithm, hash, length);
    } catch (error) {
      await handle?.close();
      options.signal?.throwIfAborted();
      throw fileSystemError(error, path);
    }
  }

  private constructor(
    path: string,
    handle: FileHandle,
    algorithm: Digest["algorithm"],
    hash: Hash,
    length: number,
  ) {
    this.path = path;
    this.#handle = handle;
    this.#algorithm = algorithm;
    this.#hash = hash;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  /** Of everything in the file, in lower-case hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** @throws WeightsError `disk-full` or `file-system`; the file then holds what fitted, hashed. */
  async append(chunk: Uint8Array): Promise<void> {
    for (let rest = chunk; rest.length > 0; ) {
      const written = await this.#handle.write(rest).catch((error: unknown) => {
        throw fileSystemError(error, this.path);
      });
      this.#hash.update(rest.subarray(0, written.bytesWritten));
      this.#length += written.bytesWritten;
      rest = rest.subarray(written.bytesWritten);
    }
  }

  /** Throws away what the file holds. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0).catch((error: unknown) => {
      throw fileSystemError(error, this.path);
    });
    this.#hash = createHash(this.#algorithm);
    this.#length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
