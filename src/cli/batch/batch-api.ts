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

  download(fileId: string, path: string): Promise<void> {
    return this.#server.download(fileId, path);
  }
}
