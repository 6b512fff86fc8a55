import { constants } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { BlockIdentity } from "./block.ts";
import { type BlockHeader, decodeHeader, decodePayload, encodeBlock, HEADER_BYTES } from "./block-file.ts";

export interface StoredBlock extends BlockHeader {
  readonly lastUsed: number;
}

const SUFFIX = ".kv";
const UNFINISHED = ".part";

/** Blocks as files in one folder per fingerprint. Each is whole or absent: written aside, flushed, then renamed. */
export class BlockDisk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What lies in the folder. Unfinished and foreign files that bear our name are removed. */
  async scan(): Promise<StoredBlock[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const found: StoredBlock[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (name.endsWith(UNFINISHED)) await rm(path, { force: true });
      if (!name.endsWith(SUFFIX)) continue;
      const block = await this.#inspect(path);
      if (block !== undefined && name === block.key + SUFFIX) found.push(block);
      else await rm(path, { force: true });
    }
    return found;
  }

  async write(block: BlockIdentity, payload: Uint8Array): Promise<void> {
    const unfinished = join(this.#folder, block.key + UNFINISHED);
    try {
      const file = await open(unfinished, "w", 0o600);
      try {
        await file.writeFile(encodeBlock(block, payload));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(unfinished, this.#path(block.key));
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** The payload; `undefined` where the file is damaged or gone, and then it is gone for good. */
  async read(key: string, now: number): Promise<Uint8Array | undefined> {
    const path = this.#path(key);
    try {
      const payload = decodePayload(await readFile(path), key);
      if (payload === undefined) await rm(path, { force: true });
      // Its age counts from the last use, also for the server that comes after this one.
      else await utimes(path, now / 1000, now / 1000).catch(() => {});
      return payload;
    } catch {
      return undefined;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async #inspect(path: string): Promise<StoredBlock | undefined> {
    // Opening what is no plain file must not block.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
    if (file === undefined) return undefined;
    try {
      const buffer = Buffer.alloc(HEADER_BYTES);
      const { bytesRead } = await file.read(buffer, 0, HEADER_BYTES, 0);
      const header = decodeHeader(buffer.subarray(0, bytesRead));
      const { size, mtimeMs } = await stat(path);
      if (header === undefined || size !== header.payloadFrom + header.payloadBytes) return undefined;
      return { ...header, lastUsed: mtimeMs };
    } catch {
      return undefined;
    } finally {
      await file.close();
    }
  }

  #path(key: string): string {
    return join(this.#folder, key + SUFFIX);
  }
}
