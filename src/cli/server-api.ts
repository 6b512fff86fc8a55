import { createWriteStream, openAsBlob } from "node:fs";
import { rename } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Config } from "../config/index.ts";
import { findServer } from "./target-server.ts";

/** Asks the running server as any client does. Everything throws with the server's own message. */
export class ServerApi {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, apiKey: string | undefined) {
    this.#url = url;
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  static async connect(config: Config): Promise<ServerApi> {
    return new ServerApi(await findServer(config), config.apiKey);
  }

  async get<Value>(path: string): Promise<Value> {
    return (await (await this.ask(path)).json()) as Value;
  }

  async post<Value>(path: string, body?: object): Promise<Value> {
    const json = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    return (await (await this.ask(path, { method: "POST", ...json })).json()) as Value;
  }

  /** Gives the file's id. */
  async upload(path: string, purpose: string): Promise<string> {
    const form = new FormData();
    form.set("purpose", purpose);
    form.set("file", await openAsBlob(path), basename(path));
    const response = await this.ask("/files", { method: "POST", body: form });
    return ((await response.json()) as { id: string }).id;
  }

  /** Under its name only once it is whole. */
  async download(fileId: string, path: string): Promise<void> {
    const response = await this.ask(`/files/${encodeURIComponent(fileId)}/content`);
    const partial = `${path}.partial`;
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(partial));
    await rename(partial, path);
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.#headers, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(this.#url + path, { ...init, headers });
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as { error?: { message?: string } };
    throw new Error(body?.error?.message ?? `the server answered with status ${response.status}`);
  }
}
