import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BlobStore,
  FileStorage,
  FolderBlobs,
  openStore,
  type Store,
  StoreError,
} from "../../store/index.ts";
import { temporaryFolder } from "../../store/testing/temporary-folder.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { BatchClient, line } from "./testing/batch-client.ts";

/** A folder of blobs whose writes may fail. */
class TestedBlobs extends FolderBlobs implements BlobStore {
  full: () => boolean = () => false;

  override async write(...parameters: Parameters<FolderBlobs["write"]>) {
    if (this.full()) throw new StoreError("disk-full");
    return super.write(...parameters);
  }
}

describe("the contents of a batch's files", () => {
  const folder = temporaryFolder();
  const path = join(folder.path, "blobs");
  const contents = () =>
    readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  let blobs: TestedBlobs;
  let store: Store;
  let server: TestServer;
  let client: BatchClient;
  beforeEach(async () => {
    blobs = new TestedBlobs(path);
    store = await openStore({ kind: "sqlite", path: join(folder.path, "store.db") });
    const files = new FileStorage({ store, blobs });
    server = await startTestServer({ batch: { pollMilliseconds: 20 }, store, files });
    client = new BatchClient(server);
  });
  afterEach(async () => {
    await server.server.close(0);
    await store.close();
    folder.remove();
  });

  it.each([
    ["damaged", (file: string) => writeFileSync(file, "other bytes\n")],
    ["missing", (file: string) => rmSync(file)],
  ])("end it with an error where the input is %s, instead of being read forever", async (_what, harm) => {
    const input = await client.upload([line("a")]);
    for (const { parentPath, name } of contents()) harm(join(parentPath, name));
    const batch = await client.ended((await client.create(input)).id);
    expect(batch).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "file_unreadable", line: null }] },
    });
  });

  it("do not pile up while the disk has room for one result and not for the other", async () => {
    const input = await client.upload([line("good"), line("bad", {}, { temperature: 9 })]);
    let writes = 0;
    blobs.full = () => ++writes % 2 === 0;
    const { id } = await client.create(input);
    await expect.poll(() => writes, { timeout: 10_000 }).toBe(4);
    await client.until(id, ({ status }) => status === "finalizing");
    await expect.poll(() => contents().length).toBe(1);
    blobs.full = () => false;
    expect((await client.ended(id)).status).toBe("completed");
    expect(contents()).toHaveLength(3);
  });
});
