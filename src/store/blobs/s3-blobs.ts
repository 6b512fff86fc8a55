import { createHash } from "node:crypto";
import { blobError } from "./blob-error.ts";
import type { BlobStore, ByteRange, WrittenBlob } from "./blob-store.ts";
import type { S3Location } from "./open-blob-store.ts";
import { S3Bucket } from "./s3-bucket.ts";

/** Blobs as objects `blobs/…` of a bucket. */
export class S3Blobs implements BlobStore {
  readonly #bucket: S3Bucket;

  constructor(location: S3Location) {
    this.#bucket = new S3Bucket(location);
  }

  async write(key: string, content: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
    const hash = createHash("sha256");
    let bytes = 0;
    const counted = async function* () {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        yield chunk;
      }
    };
    await this.#bucket.upload(objectName(key), counted());
    return { key, bytes, sha256: hash.digest("hex") };
  }

  async *read(key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const end = range?.end ?? (await this.#bucket.size(objectName(key)));
    if (end === undefined) throw blobError("not-found");
    yield* this.#bucket.read(objectName(key), { start: range?.start ?? 0, end });
  }

  delete(key: string): Promise<void> {
    return this.#bucket.delete(objectName(key));
  }

  removeInterrupted(olderThanMilliseconds: number): Promise<void> {
    // The object store's clock gave the times that this is compared with; it is not ours, but hardly far from it.
    return this.#bucket.abortUploads(Date.now() - olderThanMilliseconds);
  }
}

const objectName = (key: string) => `blobs/${key}`;
