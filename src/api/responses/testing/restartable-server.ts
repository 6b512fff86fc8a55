import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { openStore, type Store } from "../../../store/index.ts";
import type { ServerOptions } from "../../server-options.ts";
import type { ScriptedEngine } from "../../testing/scripted-engine.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

/** A server that can be stopped and started again on the same database, and its client. */
export class RestartableServer {
  readonly #folder: string;
  readonly store: Store;
  #test: TestServer;

  private constructor(folder: string, store: Store, test: TestServer) {
    this.#folder = folder;
    this.store = store;
    this.#test = test;
  }

  static async start(options: Partial<ServerOptions> = {}): Promise<RestartableServer> {
    const folder = mkdtempSync(join(tmpdir(), "fourone-responses-"));
    const store = await openStore({ kind: "sqlite", path: join(folder, "store.db") });
    return new RestartableServer(folder, store, await serve(store, options));
  }

  /** Of the server that runs now: a restart brings a new one. */
  get engine(): ScriptedEngine {
    return this.#test.engine;
  }

  get client(): OpenAI {
    return new OpenAI({ baseURL: this.#test.url, apiKey: "none", maxRetries: 0 });
  }

  async restart(options: Partial<ServerOptions> = {}): Promise<void> {
    await this.stop();
    this.#test = await serve(this.store, options);
  }

  async stop(): Promise<void> {
    await this.#test.server.close(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async statusOf(id: string): Promise<string | undefined> {
    return (await this.client.responses.retrieve(id)).status;
  }

  async follow(id: string, startingAfter?: number): Promise<OpenAI.Responses.ResponseStreamEvent[]> {
    const after = startingAfter !== undefined && { starting_after: startingAfter };
    return collect(await this.client.responses.retrieve(id, { stream: true, ...after }));
  }
}

function serve(store: Store, options: Partial<ServerOptions> = {}): Promise<TestServer> {
  return startTestServer({ ...options, store, background: { pollMilliseconds: 20, ...options.background } });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
