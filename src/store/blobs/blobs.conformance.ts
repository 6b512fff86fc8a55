import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { freshId } from "../testing/examples.ts";
import type { BlobStore } from "./blob-store.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function* pieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const newKey = () => freshId("blob").toLowerCase();

/** What every place for blobs must do alike. `subject` is asked for when the tests run. */
export function blobsConformance(subject: () => BlobStore): void {
  const write = (bytes: Uint8Array, key = newKey()) => subject().write(key, pieces(bytes));

  it.each([0, 1, 8 * 2 ** 20, 17 * 2 ** 20 + 5])("keeps %i bytes as they came", async (length) => {
    const bytes = randomBytes(length);
    const written = await write(bytes);
    expect(written).toMatchObject({ bytes: length, sha256: sha256(bytes) });
    expect((await bytesOf(subject().read(written.key))).equals(bytes)).toBe(true);
  });

  it("reads a part", async () => {
    const bytes = randomBytes(1_000_000);
    const { key } = await write(bytes);
    for (const [start, end] of [
      [0, 1],
      [10, 500_000],
      [999_999, 1_000_000],
      [5, 5],
    ] as const) {
      const part = await bytesOf(subject().read(key, { start, end }));
      expect(part.equals(bytes.subarray(start, end)), `${start} to ${end}`).toBe(true);
    }
  });

  it("has nothing of a blob whose content broke off, and passes its error on", async () => {
    const key = newKey();
    const broken = async function* () {
      yield* pieces(randomBytes(9 * 2 ** 20));
      throw new RangeError("the client went away");
    };
    await expect(subject().write(key, broken())).rejects.toThrow(new RangeError("the client went away"));
    await expect(bytesOf(subject().read(key))).rejects.toMatchObject({ code: "not-found" });
  });

  it("deletes, also what is not there", async () => {
    const { key } = await write(randomBytes(10));
    await subject().delete(key);
    await subject().delete(key);
    await expect(bytesOf(subject().read(key))).rejects.toMatchObject({ code: "not-found" });
  });

  it("can be left in the middle of reading", async () => {
    const { key } = await write(randomBytes(3 * 2 ** 20));
    for await (const _ of subject().read(key)) break;
    expect((await bytesOf(subject().read(key))).byteLength).toBe(3 * 2 ** 20);
  });
}
