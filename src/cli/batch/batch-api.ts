import { createWriteStream, openAsBlob } from "node:fs";
import { rename } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Config } from "../../config/index.ts";
import { findServer } from "../target-server.ts";

/** Of the API's batch object, what is shown here. */
export interface Batch {
  readonly id: string;
  readonly status: string;
  readonly model: string | null;
  readonly created_at: number;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly errors: { readonly data: readonly BatchError[] } | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

export interface BatchError {
  readonly message: string;
  readonly line: number | null;
}

/** What the command asks of the server. Everything throws with the server's own message. */
export class BatchApi {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, apiKey: string | undefined) {
    this.#url = url;
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  static async connect(config: Config): Promise<BatchApi> {
    return new BatchApi(await findServer(config), config.apiKey);
  }

  /** Gives the file's id. */
  async upload(path: string): Promise<string> {
    const form = new FormData();
    form.set("purpose", "batch");
    form.set("file", await openAsBlob(path), basename(path));
    return (await this.#json<{ id: string }>("/files", { method: "POST", body: form })).id;
  }

  create(fileId: string, endpoint: string): Promise<Batch> {
    const body = JSON.stringify({ input_file_id: fileId, endpoint, completion_window: "24h" });
    return this.#json("/batches", { method: "POST", body, headers: { "content-type": "application/json" } });
  }

  get(id: string): Promise<Batch> {
    return this.#json(`/batches/${encodeURIComponent(id)}`);
  }

  cancel(id: string): Promise<Batch> {
    return this.#json(`/batches/${encodeURIComponent(id)}/cancel`, { method: "POST" });
  }

  async list(): Promise<readonly Batch[]> {
    return (await this.#json<{ data: Batch[] }>("/batches?limit=100")).data;
  }

  /** Under its name only once it is whole. */
  async download(fileId: string, path: string): Promise<void> {
    const response = await this.#ask(`/files/${fileId}/content`);
    const partial = `${path}.partial`;
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(partial));
    await rename(partial, path);
  }

  async #json<Value>(path: string, init?: RequestInit): Promise<Value> {
    return (await (await this.#ask(path, init)).json()) as Value;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.#headers, ...init.headers };
    const response = await fetch(this.#url + path, { ...init, headers });
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as { error?: { message?: string } };
    throw new Error(body?.error?.message ?? `the server answered with status ${response.status}`);
  }
}
