import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defaultProjectId, FileStorage, FolderBlobs, openStore } from "../../../store/index.ts";
import type { ServerOptions } from "../../index.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

/** Whose adapters the server can use. */
export const WEIGHTS = { path: "/nowhere.gguf", sha256: "5ca1ab1e", title: "Scripted Q4_0" };

export interface TunedServer extends Omit<TestServer, "server"> {
  /** Puts a model into the store as another server would, and waits until this one serves it. */
  addModel(model: { readonly name: string; readonly weightsSha256?: string }): Promise<void>;
  /** Where adapters lie on the server's own disk. */
  readonly adapters: string;
  /** Where a blob lies. */
  blobFile(key: string): string;
  close(): Promise<void>;
}

/** A server over an engine that does as it is told, on which models may have been tuned. */
export async function startTunedServer(options: Partial<ServerOptions> = {}): Promise<TunedServer> {
  const folder = mkdtempSync(join(tmpdir(), "fourone-tuned-"));
  const store = await openStore({ kind: "sqlite", path: join(folder, "store.db") });
  const files = new FileStorage({ store, blobs: new FolderBlobs(join(folder, "blobs")) });
  const fineTuning = { folder, weightsOf: () => WEIGHTS, threads: 1, pollMilliseconds: 10 };
  const test = await startTestServer({ store, files, fineTuning, ...options });
  const headers = options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };
  let made = 0;
  return {
    ...test,
    adapters: join(folder, "adapters"),
    blobFile: (key) => join(folder, "blobs", key.slice(-2), key),
    async addModel({ name, weightsSha256 = WEIGHTS.sha256 }) {
      const id = `adapter-${made++}`;
      const blob = await files.write(content(`adapter of ${name}`));
      await store.transaction(async (repositories) => {
        const weights = { sha256: weightsSha256, title: "Scripted Q4_0" };
        await repositories.adapters.add({ id, blob, weights, rank: 16, imported: false });
        const about = { projectId: defaultProjectId, baseModel: "gpt-4.1-nano-2025-04-14", createdAt: 1 };
        await repositories.tunedModels.add({ name, ...about, adapterId: id });
      });
      while (!(await fetch(`${test.url}/models/${name}`, { headers })).ok) await delay(5);
    },
    async close() {
      await test.server.close(0);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function* content(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
