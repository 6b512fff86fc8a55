import { setTimeout as delay } from "node:timers/promises";
import type { z } from "@hono/zod-openapi";
import { expect } from "vitest";
import type { TestServer } from "../../testing/test-server.ts";
import type { batchObject } from "../batch-object.ts";

export type BatchObject = z.infer<typeof batchObject>;

/** One line of an input file, as clients write it. */
export const line = (customId: string, changes: Record<string, unknown> = {}, body = {}) => ({
  custom_id: customId,
  method: "POST",
  url: "/v1/chat/completions",
  body: { model: "gpt-4.1-nano", messages: [{ role: "user", content: `Say ${customId}` }], ...body },
  ...changes,
});

/** For tests: what a client does with batches. */
export class BatchClient {
  readonly #server: Pick<TestServer, "url" | "send">;

  constructor(server: Pick<TestServer, "url" | "send">) {
    this.#server = server;
  }

  async upload(lines: readonly unknown[] | string): Promise<string> {
    const text =
      typeof lines === "string" ? lines : lines.map((each) => `${JSON.stringify(each)}\n`).join("");
    const form = new FormData();
    form.set("purpose", "batch");
    form.set("file", new File([text], "lines.jsonl"));
    const response = await fetch(`${this.#server.url}/files`, { method: "POST", body: form });
    expect(response.status).toBe(200);
    return ((await response.json()) as { id: string }).id;
  }

  async create(fileId: string, changes: Record<string, unknown> = {}): Promise<BatchObject> {
    const response = await this.#server.send("/batches", {
      input_file_id: fileId,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      ...changes,
    });
    expect(response.status).toBe(200);
    return (await response.json()) as BatchObject;
  }

  async get(id: string): Promise<BatchObject> {
    return (await (await fetch(`${this.#server.url}/batches/${id}`)).json()) as BatchObject;
  }

  async cancel(id: string): Promise<Response> {
    return this.#server.send(`/batches/${id}/cancel`, "");
  }

  /** The batch as soon as it is as asked. */
  async until(id: string, is: (batch: BatchObject) => boolean): Promise<BatchObject> {
    for (;;) {
      const batch = await this.get(id);
      if (is(batch)) return batch;
      await delay(10);
    }
  }

  ended(id: string): Promise<BatchObject> {
    return this.until(id, ({ status }) => /^(completed|failed|expired|cancelled)$/.test(status));
  }

  async run(lines: readonly unknown[] | string, changes?: Record<string, unknown>): Promise<BatchObject> {
    return this.ended((await this.create(await this.upload(lines), changes)).id);
  }

  // biome-ignore lint/suspicious/noExplicitAny: lines are what the server makes of them; tests say what they expect
  async lines(fileId: string | null): Promise<any[]> {
    const text = await (await fetch(`${this.#server.url}/files/${fileId}/content`)).text();
    return text
      .split("\n")
      .filter((each) => each !== "")
      .map((each) => JSON.parse(each));
  }
}
