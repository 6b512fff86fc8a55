import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Config } from "../../config/index.ts";
import { ServerApi } from "../server-api.ts";

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
  readonly #server: ServerApi;

  private constructor(server: ServerApi) {
    this.#server = server;
  }

  static async connect(config: Config): Promise<BatchApi> {
    return new BatchApi(await ServerApi.connect(config));
  }

  /** Gives the file's id. */
  upload(path: string): Promise<string> {
    return this.#server.upload(path, "batch");
  }

  create(fileId: string, endpoint: string): Promise<Batch> {
    return this.#server.post("/batches", { input_file_id: fileId, endpoint, completion_window: "24h" });
  }

  get(id: string): Promise<Batch> {
    return this.#server.get(`/batches/${encodeURIComponent(id)}`);
  }

  cancel(id: string): Promise<Batch> {
    return this.#server.post(`/batches/${encodeURIComponent(id)}/cancel`);
  }

  async list(): Promise<readonly Batch[]> {
    return (await this.#server.get<{ data: Batch[] }>("/batches?limit=100")).data;
  }

  /** Under its name only once it is whole. */
  async download(fileId: string, path: string): Promise<void> {
    const response = await this.#server.ask(`/files/${fileId}/content`);
    const partial = `${path}.partial`;
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(partial));
    await rename(partial, path);
  }
}
