import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asFileWork, translateFileError } from "./blob-error.ts";
import type { BlobStore, ByteRange, WrittenBlob } from "./blob-store.ts";
import { renameDurably, writeFully } from "./durable-files.ts";

const readBytes = 256 * 1024;

/**
 * Blobs as files of one folder: `ab/abcdef…`, written under `partial/` and renamed when they are on the disk, so that
 * a file with a blob's name is always whole.
 */
export class FolderBlobs implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(key: string, content: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
    const path = this.#pathOf(key);
    // What a write that was killed has left is in nobody's way.
    const partial = join(this.#folder, "partial", `${key}.${randomUUID()}`);
    const file = await asFileWork(async () => {
      await mkdir(dirname(partial), { recursive: true, mode: 0o700 });
      return open(partial, "wx", 0o600);
    });
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of content) {
        await asFileWork(() => writeFully(file, chunk, bytes));
        hash.update(chunk);
        bytes += chunk.byteLength;
      }
      await asFileWork(async () => {
        await file.sync();
        await file.close();
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await renameDurably(partial, path);
      });
    } catch (error) {
      await file.close().catch(() => {});
      await rm(partial, { force: true }).catch(() => {});
      throw error;
    }
    return { key, bytes, sha256: hash.digest("hex") };
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    if (range !== undefined && range.end <= range.start) return;
    const bounds = range && { start: range.start, end: range.end - 1 };
    const stream = createReadStream(this.#pathOf(key), { highWaterMark: readBytes, ...bounds });
    try {
      for await (const chunk of stream) yield chunk as Uint8Array;
    } catch (error) {
      throw translateFileError(error);
    } finally {
      stream.destroy();
    }
  }

  delete(key: string): Promise<void> {
    return asFileWork(() => rm(this.#pathOf(key), { force: true }));
  }

  removeInterrupted(olderThanMilliseconds: number): Promise<void> {
    return asFileWork(async () => {
      const folder = join(this.#folder, "partial");
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const path = join(folder, name);
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
        // The file system's clock, not the store's: it gave the time that this is compared with.
        if (Date.now() - mtimeMs > olderThanMilliseconds) await rm(path, { force: true });
      }
    });
  }

  #pathOf(key: string): string {
    assertKey(key);
    return join(this.#folder, key.slice(-2), key);
  }
}

/** Keys are made by this program; one that could lead out of the folder is a defect. */
function assertKey(key: string): void {
  if (!/^[a-z0-9_]{3,100}$/.test(key)) throw new TypeError("This is no key of a blob.");
}
