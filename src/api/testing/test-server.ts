import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { ServedModels, TIERS, tierModel } from "../../inference/index.ts";
import { FileStorage, FolderBlobs, openStore, type Store } from "../../store/index.ts";
import { type ApiServer, createServer, type ServerOptions } from "../index.ts";
import { ScriptedEngine } from "./scripted-engine.ts";

export interface TestServer {
  readonly server: ApiServer;
  readonly engine: ScriptedEngine;
  readonly store: Store;
  readonly files: FileStorage;
  /** Base URL with `/v1`. */
  readonly url: string;
  readonly origin: string;
  /** Asks for a chat completion. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON to a path below the base URL. */
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** A real HTTP server on a free port, over an engine that does as it is told. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const engine = new ScriptedEngine();
  const models = new ServedModels(TIERS.map((tier) => tierModel(tier, { engine, contextLength: 2048 })));
  const folder = mkdtempSync(join(tmpdir(), "fourone-api-"));
  const store = options.store ?? (await openStore({ kind: "sqlite", path: join(folder, "store.db") }));
  const blobs = new FolderBlobs(join(folder, "blobs"));
  const files = options.files ?? new FileStorage({ store, blobs });
  const server = createServer({
    models,
    store,
    files,
    host: "127.0.0.1",
    port: 0,
    version: "0.0.0-test",
    weightsIdentity: () => "scripted weights",
    log: pino({ enabled: false }),
    ...options,
  });
  await server.listen();
  const send: TestServer["send"] = (path, body, headers) =>
    fetch(server.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    server: closing(server, async () => {
      if (options.store === undefined) await store.close();
      rmSync(folder, { recursive: true, force: true });
    }),
    engine,
    store,
    files,
    url: server.url,
    origin: new URL(server.url).origin,
    post: (body, headers) => send("/chat/completions", body, headers),
    send,
  };
}

/** The server, which takes what was opened for it along when it closes. */
function closing(server: ApiServer, then: () => Promise<void>): ApiServer {
  return {
    listen: () => server.listen(),
    get url() {
      return server.url;
    },
    async close(graceMilliseconds) {
      await server.close(graceMilliseconds);
      await then();
    },
  };
}

/** The smallest request that is answered. */
export const HELLO = { model: "gpt-4.1-nano", messages: [{ role: "user" as const, content: "Hello" }] };

/** The data of a stream's events, `[DONE]` included. */
export function eventData(stream: string): string[] {
  return stream
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.replace(/^data: /, ""));
}
