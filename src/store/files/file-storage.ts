import { createHash } from "node:crypto";
import { blobError } from "../blobs/blob-error.ts";
import type { BlobStore, ByteRange, WrittenBlob } from "../blobs/blob-store.ts";
import { createId, type RandomBytes } from "../ids.ts";
import type { StoredFile } from "../repositories/file.ts";
import type { Store } from "../store.ts";
import { type FileLine, type LineOptions, readLines } from "./file-lines.ts";

/** Longer than any request may take. */
const writingTime = 24 * 60 * 60_000;

const collectedAtOnce = 100;

export interface FileStorageOptions {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly random?: RandomBytes;
}

/**
 * Contents of files: the database knows what is wanted, the blob store has the bytes. What is written here is nobody's
 * until `store.files.create`, in a transaction, makes it a file's content; a crash before that leaves nothing for good.
 */
export class FileStorage {
  readonly #store: Store;
  readonly #blobs: BlobStore;
  readonly #random: RandomBytes | undefined;

  constructor(options: FileStorageOptions) {
    this.#store = options.store;
    this.#blobs = options.blobs;
    this.#random = options.random;
  }

  /** Streams content to a blob. What the content's iterator throws comes out as it is. */
  async write(content: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
    const key = createId("blob", this.#random);
    await this.#store.blobs.begin(key, writingTime);
    try {
      return await this.#blobs.write(key, content);
    } catch (error) {
      await this.discard([key]).catch(() => {});
      throw error;
    }
  }

  /** Deletes blobs that were written and are not wanted after all. Those that are wanted stay. */
  async discard(keys: readonly string[]): Promise<void> {
    for (const key of await this.#store.blobs.abandon(keys)) await this.#remove(key);
  }

  /** A file's content, or a part of it. Throws `not-found`, `corrupt` where its checksum is wrong, `unavailable`. */
  async *read(
    { id, bytes }: Pick<StoredFile, "id" | "bytes">,
    range?: ByteRange,
  ): AsyncGenerator<Uint8Array> {
    const { start, end } = range ?? { start: 0, end: bytes };
    let offset = 0;
    const blobs = await this.#store.files.blobs(id);
    for (const blob of blobs) {
      const from = Math.max(0, start - offset);
      const to = Math.min(blob.bytes, end - offset);
      if (from < to) yield* this.#readBlob(blob, { start: from, end: to });
      offset += blob.bytes;
    }
    if (offset < Math.min(end, bytes)) throw blobError("not-found");
  }

  /** What blobs hold, one after another. */
  async *readBlobs(blobs: readonly WrittenBlob[]): AsyncGenerator<Uint8Array> {
    for (const blob of blobs) yield* this.#readBlob(blob, { start: 0, end: blob.bytes });
  }

  /** A file's lines, one at a time. */
  lines(file: Pick<StoredFile, "id" | "bytes">, options: LineOptions): AsyncGenerator<FileLine> {
    const from = options.from ?? { offset: 0, number: 1 };
    return readLines(this.read(file, { start: from.offset, end: file.bytes }), { ...options, from });
  }

  /** Deletes the bytes of everything that nobody wants. */
  async collectGarbage(): Promise<void> {
    for (;;) {
      const keys = await this.#store.blobs.condemned(collectedAtOnce);
      for (const key of keys) await this.#remove(key);
      if (keys.length < collectedAtOnce) return;
    }
  }

  /** What `collectGarbage` does, and what is left of writes that a crash has interrupted. */
  async sweep(): Promise<void> {
    await this.collectGarbage();
    await this.#blobs.removeInterrupted(writingTime);
  }

  async *#readBlob(blob: WrittenBlob, range: ByteRange): AsyncGenerator<Uint8Array> {
    const whole = range.start === 0 && range.end === blob.bytes;
    if (!whole) return yield* this.#blobs.read(blob.key, range);
    const hash = createHash("sha256");
    for await (const chunk of this.#blobs.read(blob.key)) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest("hex") !== blob.sha256) throw blobError("corrupt");
  }

  async #remove(key: string): Promise<void> {
    await this.#blobs.delete(key);
    await this.#store.blobs.forget(key);
  }
}
