import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { openStore } from "../../store/index.ts";
import type { ServerOptions } from "../index.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

export interface TimedServer extends TestServer {
  readonly client: OpenAI;
  /** Moves the clock of the server and its store, in milliseconds. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** A test server whose clock, and whose store's clock, stands at 1,750,000,000 seconds until it is moved. */
export async function startTimedServer(options: Partial<ServerOptions> = {}): Promise<TimedServer> {
  let now = 1_750_000_000_000;
  const clock = { now: () => now, elapsed: () => performance.now() };
  const folder = mkdtempSync(join(tmpdir(), "fourone-timed-"));
  const store = await openStore({ kind: "sqlite", path: join(folder, "store.db") }, { clock });
  const test = await startTestServer({ ...options, clock, store });
  return {
    ...test,
    client: new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 }),
    advance: (milliseconds) => {
      now += milliseconds;
    },
    close: async () => {
      await test.server.close(0);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
