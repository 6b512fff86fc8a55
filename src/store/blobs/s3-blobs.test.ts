import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ObjectStoreServer, startObjectStore } from "../testing/object-store-server.ts";
import type { BlobStore } from "./blob-store.ts";
import { blobsConformance } from "./blobs.conformance.ts";
import { openBlobStore } from "./open-blob-store.ts";

let server: ObjectStoreServer;
let blobs: BlobStore;
const open = (
  changes: { readonly secretAccessKey?: string; readonly endpoint?: string; readonly timeout?: number } = {},
) =>
  openBlobStore({
    kind: "s3",
    bucket: "files",
    prefix: "fourone/",
    region: "eu-central-1",
    endpoint: changes.endpoint ?? server.endpoint,
    credentials: {
      ...server.credentials,
      secretAccessKey: changes.secretAccessKey ?? server.credentials.secretAccessKey,
    },
    pathStyle: true,
    timeoutMilliseconds: changes.timeout ?? 30_000,
  });

beforeAll(async () => {
  server = await startObjectStore();
  blobs = await open();
});
afterAll(() => server.close());
beforeEach(() => {
  server.fault = () => "none";
});

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("blobs in an object store", () => {
  blobsConformance(() => blobs);

  it("lie under the prefix, large ones without a rest of their parts", async () => {
    await blobs.write("blob_large", once(randomBytes(20 * 2 ** 20)));
    expect(server.objects.has("fourone/blobs/blob_large")).toBe(true);
    expect([...server.uploads.keys()]).toEqual([]);
  });

  it("are refused to whoever has the wrong secret", async () => {
    const stranger = await open({ secretAccessKey: "guessed" });
    await expect(stranger.write("blob_x", once(Buffer.from("x")))).rejects.toMatchObject({
      code: "cannot-open",
      message: "The place where files are kept does not exist, or refuses access.",
    });
  });

  it("survive single faults of the object store", async () => {
    let faults = 2;
    server.fault = () => (faults-- > 0 ? "unavailable" : "none");
    const bytes = randomBytes(1_000_000);
    await blobs.write("blob_retried", once(bytes));
    let halves = 1;
    server.fault = (request) => (request.method === "GET" && halves-- > 0 ? "half" : "none");
    expect((await bytesOf(blobs.read("blob_retried"))).equals(bytes)).toBe(true);
  });

  it("are unavailable while it is silent, broken or gone, and are there again after it", async () => {
    await blobs.write("blob_there", once(Buffer.from("there")));
    const impatient = await open({ timeout: 300 });
    for (const fault of ["hang", "break", "unavailable"] as const) {
      server.fault = () => fault;
      await expect(impatient.write("blob_x", once(Buffer.from("x"))), fault).rejects.toMatchObject({
        name: "StoreError",
        code: "unavailable",
      });
      const large = Array.from({ length: 20 }, () => randomBytes(2 ** 20));
      await expect(
        impatient.write("blob_x", Readable.from(large)),
        `${fault}, in parts`,
      ).rejects.toMatchObject({
        name: "StoreError",
        code: "unavailable",
      });
      await expect(bytesOf(impatient.read("blob_there")), fault).rejects.toMatchObject({
        code: "unavailable",
      });
      server.fault = () => "none";
      expect((await bytesOf(blobs.read("blob_there"))).toString()).toBe("there");
    }
    const gone = await open({ endpoint: "http://127.0.0.1:1" });
    await expect(gone.write("blob_x", once(Buffer.from("x")))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("say so where there is no room left", async () => {
    server.fault = () => "full";
    await expect(blobs.write("blob_x", once(Buffer.from("x")))).rejects.toMatchObject({ code: "disk-full" });
  });

  it("leave no interrupted upload for good", async () => {
    server.uploads.set("stale", { key: "fourone/blobs/x", parts: new Map() });
    await blobs.removeInterrupted(60_000);
    expect(server.uploads.has("stale")).toBe(false);
  });
});
