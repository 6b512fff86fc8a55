import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { asFileWork, blobError } from "./blob-error.ts";
import type { BlobDraft, WrittenBlob } from "./blob-store.ts";
import { flushFolder, renameDurably, writeFully } from "./durable-files.ts";

interface DraftPaths {
  readonly draft: string;
  readonly final: string;
}

/** A file that grows; each append is flushed before it counts. */
export class FolderDraft implements BlobDraft {
  readonly #key: string;
  readonly #paths: DraftPaths;
  readonly #file: FileHandle;
  #length: number;

  private constructor(key: string, paths: DraftPaths, file: FileHandle, length: number) {
    this.#key = key;
    this.#paths = paths;
    this.#file = file;
    this.#length = length;
  }

  static async open(key: string, paths: DraftPaths, length: number): Promise<FolderDraft> {
    for (const path of [paths.draft, paths.final]) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    }
    // Finished, but nobody has come to rely on it.
    await rename(paths.final, paths.draft).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    const file = await open(paths.draft, "a", 0o600).then(async (created) => {
      await created.close();
      return open(paths.draft, "r+");
    });
    try {
      const { size } = await file.stat();
      if (size < length) throw blobError("corrupt");
      await file.truncate(length);
      await file.sync();
      await flushFolder(dirname(paths.draft));
      return new FolderDraft(key, paths, file, length);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<number> {
    return asFileWork(async () => {
      try {
        await writeFully(this.#file, bytes, this.#length);
        await this.#file.datasync();
      } catch (error) {
        await this.#file.truncate(this.#length).catch(() => {});
        throw error;
      }
      this.#length += bytes.byteLength;
      return this.#length;
    });
  }

  finish(): Promise<WrittenBlob> {
    return asFileWork(async () => {
      const hash = createHash("sha256");
      for await (const chunk of createReadStream(this.#paths.draft)) hash.update(chunk as Uint8Array);
      await this.#file.sync();
      await renameDurably(this.#paths.draft, this.#paths.final);
      await this.#file.close();
      return { key: this.#key, bytes: this.#length, sha256: hash.digest("hex") };
    });
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}
