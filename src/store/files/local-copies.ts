import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { asFileWork } from "../blobs/blob-error.ts";
import type { WrittenBlob } from "../blobs/blob-store.ts";
import { writeFully } from "../blobs/durable-files.ts";
import type { FileStorage } from "./file-storage.ts";

/**
 * Blobs as files of a folder of this machine, for what can only read files: made when first wanted, and compared with
 * their checksums once by each process. They may be deleted at any time.
 */
export class LocalCopies {
  readonly #folder: string;
  readonly #storage: Pick<FileStorage, "readBlobs">;
  readonly #checked = new Map<string, Promise<string>>();

  constructor(folder: string, storage: Pick<FileStorage, "readBlobs">) {
    this.#folder = folder;
    this.#storage = storage;
  }

  /** The path of a file of this name that holds just that. Throws what reading a blob throws, and `disk-full`, … */
  fetch(name: string, blob: WrittenBlob): Promise<string> {
    const known = this.#checked.get(name);
    if (known !== undefined) return known;
    const fetched = this.#fetch(name, blob);
    this.#checked.set(name, fetched);
    fetched.catch(() => this.#checked.delete(name));
    return fetched;
  }

  async forget(name: string): Promise<void> {
    this.#checked.delete(name);
    await rm(join(this.#folder, name), { force: true });
  }

  async #fetch(name: string, blob: WrittenBlob): Promise<string> {
    const path = join(this.#folder, name);
    if (await isCopy(path, blob)) return path;
    // Processes that share a folder do not share an unfinished file.
    const partial = `${path}.${randomUUID()}.part`;
    try {
      const file = await asFileWork(async () => {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        return open(partial, "wx", 0o600);
      });
      try {
        let position = 0;
        for await (const chunk of this.#storage.readBlobs([blob])) {
          await asFileWork(() => writeFully(file, chunk, position));
          position += chunk.byteLength;
        }
      } finally {
        await file.close();
      }
      await asFileWork(() => rename(partial, path));
      return path;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }
}

async function isCopy(path: string, { bytes, sha256 }: WrittenBlob): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== bytes) return false;
  const hash = createHash("sha256");
  await asFileWork(() => pipeline(createReadStream(path), hash));
  return hash.digest("hex") === sha256;
}
