import { afterAll, describe, expect, it } from "vitest";
import { BatchClient, line } from "../src/api/batches/testing/batch-client.ts";
import { say } from "../src/api/testing/scripted-engine.ts";
import { startTestServer } from "../src/api/testing/test-server.ts";
import { FileStorage, FolderBlobs, openStore, type StoreLocation } from "../src/store/index.ts";
import { startPostgres } from "../src/store/testing/postgres-server.ts";
import { temporaryFolder } from "../src/store/testing/temporary-folder.ts";

const LINES = 200;

const postgres = await startPostgres();

if (typeof postgres === "string") {
  describe("two servers on one PostgreSQL", () => {
    it.skip(postgres);
  });
} else {
  const location: StoreLocation = { kind: "postgres", url: await postgres.createDatabase() };
  const blobs = temporaryFolder();
  afterAll(async () => {
    await postgres.remove();
    blobs.remove();
  });

  const start = async () => {
    const store = await openStore(location);
    const files = new FileStorage({ store, blobs: new FolderBlobs(blobs.path) });
    const server = await startTestServer({ store, files, batch: { pollMilliseconds: 20, concurrency: 8 } });
    return { server, store };
  };

  describe("two servers on one PostgreSQL", () => {
    it("share the lines of a batch, and each line is done once", async () => {
      const both = [await start(), await start()];
      for (const [n, { server }] of both.entries()) server.engine.script = slowly(`server ${n}`);
      const [first, second] = both.map(({ server }) => new BatchClient(server));
      const lines = Array.from({ length: LINES }, (_, n) => line(`l${n}`));
      const { id } = await first!.create(await first!.upload(lines));
      const batch = await second!.ended(id);
      expect(batch.request_counts).toEqual({ total: LINES, completed: LINES, failed: 0 });
      const output = await second!.lines(batch.output_file_id);
      expect(output.map(({ custom_id }) => custom_id)).toEqual(lines.map(({ custom_id }) => custom_id));
      const by = (name: string) =>
        output.filter(({ response }) => response.body.choices[0].message.content === name).length;
      expect(by("server 0")).toBe(both[0]!.server.engine.requests.length);
      expect(by("server 1")).toBe(both[1]!.server.engine.requests.length);
      expect(by("server 0") + by("server 1")).toBe(LINES);
      expect(Math.min(by("server 0"), by("server 1"))).toBeGreaterThan(LINES / 5);
      for (const { server, store } of both) {
        await server.server.close(0);
        await store.close();
      }
    });
  });
}

/** Says it, not at once: so that there is something to share. */
function slowly(text: string): ReturnType<typeof say> {
  return async function* (request, signal) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield* say([text])(request, signal);
  };
}
