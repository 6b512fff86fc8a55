import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import OpenAI, { APIError, toFile } from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BlobStore,
  FileStorage,
  FolderBlobs,
  openBlobStore,
  openStore,
  type Store,
  type StoredFile,
  StoreError,
} from "../../store/index.ts";
import { type ObjectStoreServer, startObjectStore } from "../../store/testing/object-store-server.ts";
import { startPostgres } from "../../store/testing/postgres-server.ts";
import { startTestServer } from "../testing/test-server.ts";

let folder: string;
const cleanup: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fourone-faults-"));
});
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
  rmSync(folder, { recursive: true, force: true });
});

const openSqlite = (clock?: { now(): number }) =>
  openStore(
    { kind: "sqlite", path: join(folder, "store.db") },
    { busyTimeout: 100, ...(clock && { clock }) },
  );

async function start(store: Store, blobs: BlobStore) {
  const files = new FileStorage({ store, blobs });
  const test = await startTestServer({ store, files });
  cleanup.push(
    () => store.close(),
    () => test.server.close(0),
  );
  const client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
  const upload = async (text: string) =>
    client.files.create({ file: await toFile(Buffer.from(text), "a.txt"), purpose: "user_data" });
  const download = async (id: string) => (await client.files.content(id)).text();
  return { client, upload, download, files };
}

/** A failure in the shape of all failures, of which nothing of the server's inside can be read. */
async function failure(
  request: Promise<unknown>,
): Promise<{ status: number | undefined; headers: Headers | undefined }> {
  const error = await request.then(() => undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(APIError);
  const { status, headers, error: body } = error as APIError;
  expect(Object.keys(body as object)).toEqual(["message", "type", "param", "code"]);
  expect(JSON.stringify(body)).not.toMatch(/\/|Error:|SQL|sqlite|ENOSPC/i);
  return { status, headers };
}

describe("files, when", () => {
  it("the disk is full, are refused with 507 and without a retry, and go on when there is room", async () => {
    const folderBlobs = new FolderBlobs(join(folder, "blobs"));
    let full = true;
    const blobs: BlobStore = {
      write: (key, content) =>
        folderBlobs.write(
          key,
          (async function* () {
            for await (const chunk of content) {
              yield chunk;
              if (full) throw new StoreError("disk-full");
            }
          })(),
        ),
      read: (key, range) => folderBlobs.read(key, range),
      delete: (key) => folderBlobs.delete(key),
      removeInterrupted: (age) => folderBlobs.removeInterrupted(age),
    };
    const store = await openSqlite();
    const { upload, download } = await start(store, blobs);
    const { status, headers } = await failure(upload("x".repeat(500_000)));
    expect(status).toBe(507);
    expect(headers?.get("x-should-retry")).toBe("false");
    expect(await store.blobs.wanted({ limit: 10 })).toEqual([]);
    full = false;
    expect(await download((await upload("there is room")).id)).toBe("there is room");
  });

  it("the database is locked, are told to come again, and lose nothing", async () => {
    const { upload, download, client } = await start(
      await openSqlite(),
      new FolderBlobs(join(folder, "blobs")),
    );
    const kept = await upload("kept");
    const other = new DatabaseSync(join(folder, "store.db"));
    other.exec("begin immediate");
    for (const request of [() => upload("x"), () => client.files.delete(kept.id)]) {
      const { status, headers } = await failure(request());
      expect(status).toBe(503);
      expect(headers?.get("retry-after")).toBe("1");
    }
    other.exec("rollback");
    other.close();
    expect(await download(kept.id)).toBe("kept");
    expect(await download((await upload("later")).id)).toBe("later");
  });

  it("the object store is silent, are told to come again, and are there afterwards", async () => {
    const objects: ObjectStoreServer = await startObjectStore();
    cleanup.push(() => objects.close());
    const blobs = await openBlobStore({
      ...{ kind: "s3", bucket: "files", prefix: "", region: "us-east-1", pathStyle: true },
      ...{ endpoint: objects.endpoint, credentials: objects.credentials, timeoutMilliseconds: 500 },
    });
    const { upload, download, client, files } = await start(await openSqlite(), blobs);
    const kept = await upload("kept");
    objects.fault = () => "hang";
    for (const request of [() => upload("x"), () => download(kept.id)]) {
      expect((await failure(request())).status).toBe(503);
    }
    // The file goes at once; its bytes when the object store can be asked again.
    expect(await client.files.delete(kept.id)).toMatchObject({ deleted: true });
    objects.fault = () => "none";
    await files.sweep();
    expect([...objects.objects.keys()]).toEqual([]);
    expect(await download((await upload("later")).id)).toBe("later");
  });

  it("the clock jumps while one arrives, are stored whole or sent again, never half", async () => {
    let now = 1_750_000_000_000;
    const clock = { now: () => now };
    const store = await openSqlite(clock);
    const files = new FileStorage({ store, blobs: new FolderBlobs(join(folder, "blobs")) });
    cleanup.push(() => store.close());
    const blob = await files.write(
      (async function* () {
        yield Buffer.from("half ");
        now += 48 * 3_600_000;
        await files.sweep();
        yield Buffer.from("whole");
      })(),
    );
    const file: StoredFile = {
      id: "file-1",
      projectId: "proj_default",
      purpose: "user_data",
      filename: "a.txt",
      bytes: blob.bytes,
      createdAt: 1,
      expiresAt: undefined,
    };
    await expect(store.files.create(file, [blob])).rejects.toMatchObject({ code: "busy" });
    now -= 96 * 3_600_000;
    const again = await files.write(
      (async function* () {
        yield Buffer.from("whole");
      })(),
    );
    await files.sweep();
    await store.files.create({ ...file, bytes: again.bytes }, [again]);
    let text = "";
    for await (const chunk of files.read({ id: file.id, bytes: again.bytes })) text += Buffer.from(chunk);
    expect(text).toBe("whole");
  });
});

const server = await startPostgres();

describe.skipIf(typeof server === "string")("files on PostgreSQL", () => {
  if (typeof server === "string") return;

  it("are told to come again while it is gone, and are all there when it is back", async () => {
    cleanup.push(() => server.remove());
    const store = await openStore({ kind: "postgres", url: await server.createDatabase(), connections: 3 });
    const { upload, download } = await start(store, new FolderBlobs(join(folder, "blobs")));
    const kept = await upload("kept");
    await server.stop();
    for (const request of [() => upload("x"), () => download(kept.id)]) {
      expect((await failure(request())).status).toBe(503);
    }
    await server.start();
    expect(await download(kept.id)).toBe("kept");
    expect(await download((await upload("later")).id)).toBe("later");
  });
});
