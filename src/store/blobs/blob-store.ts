/** What was written, when it is on the disk (or wherever blobs are) for good. */
export interface WrittenBlob {
  readonly key: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Bytes `start` to `end`, the latter not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where contents lie: a folder or an object store. Blobs are written once, whole, and never changed. Which of them
 * are wanted is known to the database (see repositories/blobs.ts), not here.
 *
 * Every method holds a bounded part of a blob in memory. Rejections are {@link StoreError}s, except that what a
 * content's own iterator throws comes out as it is: `unavailable`, `disk-full`, `io-error`, `not-found`, `corrupt`.
 */
export interface BlobStore {
  /** Resolves when the blob is durable. When it rejects, there is none. */
  write(key: string, content: AsyncIterable<Uint8Array>): Promise<WrittenBlob>;
  /** Throws `not-found`, at the latest at the first piece. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Resolves also where there was nothing. */
  delete(key: string): Promise<void>;
  /** Removes what interrupted writes have left for longer than this. */
  removeInterrupted(olderThanMilliseconds: number): Promise<void>;
}
