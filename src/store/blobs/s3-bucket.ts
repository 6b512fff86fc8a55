import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { blobError } from "./blob-error.ts";
import type { ByteRange } from "./blob-store.ts";
import type { S3Location } from "./open-blob-store.ts";
import { asS3Work, translateS3Error } from "./s3-error.ts";

/** Parts of a large object. Two are in memory at a time. */
const partBytes = 8 * 2 ** 20;
const partsAtOnce = 2;

const attempts = 4;

/** How often a read that breaks off goes on where it was. */
const resumptions = 3;

/** The few things that are done with objects, by their names below the prefix. */
export class S3Bucket {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, region, endpoint, credentials, pathStyle, timeoutMilliseconds }: S3Location) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = new S3Client({
      region,
      ...(endpoint !== undefined && { endpoint }),
      ...(credentials !== undefined && { credentials }),
      forcePathStyle: pathStyle,
      maxAttempts: attempts,
      // Contents have checksums of our own, and not every store knows these.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: {
        connectionTimeout: timeoutMilliseconds,
        requestTimeout: timeoutMilliseconds,
        socketTimeout: timeoutMilliseconds,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** An object of any length, of which a few parts are held in memory. Appears whole or not at all. */
  async upload(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    let interrupted: { readonly error: unknown } | undefined;
    const source = async function* () {
      const pieces = content[Symbol.asyncIterator]();
      try {
        // Not `yield*`: an upload that has failed throws into this generator, and that is no failure of the content.
        for (;;) {
          const { done, value } = await pieces.next().catch((error: unknown) => {
            interrupted = { error };
            throw error;
          });
          if (done === true) return;
          yield value;
        }
      } finally {
        await pieces.return?.();
      }
    };
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#object(name), Body: Readable.from(source(), { objectMode: false }) },
      partSize: partBytes,
      queueSize: partsAtOnce,
    });
    try {
      await upload.done();
    } catch (error) {
      // What the content itself threw is the content's, not the object store's.
      if (interrupted) throw interrupted.error;
      throw translateS3Error(error);
    }
  }

  async *read(name: string, range: ByteRange): AsyncGenerator<Uint8Array> {
    let position = range.start;
    for (let tries = 0; position < range.end; tries++) {
      try {
        const Range = `bytes=${position}-${range.end - 1}`;
        const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#object(name), Range }));
        for await (const chunk of Body as Readable) {
          position += (chunk as Uint8Array).byteLength;
          yield chunk as Uint8Array;
        }
      } catch (error) {
        const translated = translateS3Error(error);
        if (translated.code !== "unavailable" || tries >= resumptions) throw translated;
      }
      if (position < range.end && tries >= resumptions) throw blobError("unavailable");
    }
  }

  /** Bytes of an object; undefined where there is none. */
  async size(name: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await this.#client.send(new HeadObjectCommand(this.#object(name)));
      return ContentLength;
    } catch (error) {
      const translated = translateS3Error(error);
      if (translated.code === "not-found") return undefined;
      throw translated;
    }
  }

  delete(name: string): Promise<void> {
    return asS3Work(async () => {
      await this.#client.send(new DeleteObjectCommand(this.#object(name)));
    });
  }

  /** Gives up uploads that began before, in Unix milliseconds, and came to no end. */
  abortUploads(before: number): Promise<void> {
    return asS3Work(async () => {
      const page = await this.#client.send(
        new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix }),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key === undefined || UploadId === undefined || !Initiated || Initiated.getTime() > before)
          continue;
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
      }
    });
  }

  #object(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + name };
  }
}
