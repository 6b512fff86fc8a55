import type { z } from "@hono/zod-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorBody } from "../../errors/api-error.ts";
import { HELLO, startTestServer, type TestServer } from "../../testing/test-server.ts";
import type { logEntryObject } from "./log-entry-object.ts";

interface Answer {
  readonly object: string;
  readonly has_more: boolean;
  readonly data: readonly z.infer<typeof logEntryObject>[];
}

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
  await test.post({ ...HELLO, store: true, metadata: { topic: "greeting" } });
  await test.send("/responses", { model: "gpt-4.1", input: "What is tea?", metadata: { topic: "tea" } });
  await test.post({ ...HELLO, store: false });
});
afterAll(() => test.server.close(0));

const list = async (query = "") => {
  const answer = await fetch(`${test.url}/fourone/logs${query}`);
  return (await answer.json()) as Answer;
};
const inputs = async (query: string) => (await list(query)).data.map((entry) => entry.input_preview).sort();

describe("the logs", () => {
  it("list what was stored by either API, with what was said and used", async () => {
    const body = await list();
    expect(body).toMatchObject({ object: "list", has_more: false });
    expect(body.data).toHaveLength(2);
    const completion = body.data.find(({ kind }) => kind === "chat.completion");
    expect(completion).toMatchObject({
      object: "fourone.log_entry",
      model: "gpt-4.1-nano-2025-04-14",
      status: "completed",
      metadata: { topic: "greeting" },
      input_preview: "Hello",
      output_preview: expect.any(String),
      usage: { input_tokens: 5, cached_tokens: 0, output_tokens: expect.any(Number) },
    });
  });

  it("are filtered by kind, model, metadata and text", async () => {
    expect(await inputs("?kind=response")).toEqual(["What is tea?"]);
    expect(await inputs("?model=gpt-4.1-nano")).toEqual(["Hello"]);
    expect(await inputs("?metadata[topic]=tea")).toEqual(["What is tea?"]);
    expect(await inputs("?query=IS%20TEA")).toEqual(["What is tea?"]);
    expect(await inputs("?query=")).toEqual(["Hello", "What is tea?"]);
    expect(await inputs("?status=failed")).toEqual([]);
  });

  it("refuse a filter that makes no sense", async () => {
    const answer = await fetch(`${test.url}/fourone/logs?kind=poem`);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as ErrorBody).error.param).toBe("kind");
  });
});
