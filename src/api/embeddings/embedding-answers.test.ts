import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { EmbeddingClient } from "../../engine/index.ts";
import { embeddingModel } from "../../inference/index.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let client: OpenAI;
let embedder: EmbeddingClient;

const model = "text-embedding-3-small";
const DIMENSIONS = 64;

beforeAll(async () => {
  const weightsFile = tinyModelFile({ pooling: "mean", seed: 5 });
  embedder = new EmbeddingClient({ weightsFile, contextLength: 64, threads: 1 });
  const bound = (name: string, truncatable: boolean) =>
    embeddingModel(name, { embedder, truncatable, now: Date.now() });
  test = await startTestServer({ embeddings: [bound(model, true), bound("fixed", false)] });
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
afterAll(async () => {
  await test.server.close(0);
  embedder.stop();
});

async function refusal(fields: object) {
  const response = await test.send("/embeddings", { model, input: "Hello", ...fields });
  const { error } = (await response.json()) as { error: object };
  return { status: response.status, ...error };
}

describe("embeddings with weights for them", () => {
  it("come through the official client, in the order of the inputs", async () => {
    const answer = await client.embeddings.create({ model, input: ["Hello", "World", "Hello"] });
    expect(answer).toMatchObject({ object: "list", model });
    expect(answer.data.map(({ index, object }) => [index, object])).toEqual(
      [0, 1, 2].map((index) => [index, "embedding"]),
    );
    const [first, second, third] = answer.data.map(({ embedding }) => embedding);
    expect(first).toHaveLength(DIMENSIONS);
    expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 5);
    for (const [index, value] of (first ?? []).entries()) expect(third?.[index]).toBeCloseTo(value, 3);
    expect(second).not.toEqual(first);
    expect(answer.usage.prompt_tokens).toBeGreaterThan(3);
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens);
  });

  it("are counted for Prometheus, with the processes that make them", async () => {
    const scrape = async () => (await fetch(`${test.origin}/metrics`)).text();
    const reading = (text: string, name: string) =>
      Number(new RegExp(`^fourone_${name.replace(/[{}]/g, "\\$&")} (\\d+)$`, "m").exec(text)?.[1]);
    const before = await scrape();
    const { usage } = await client.embeddings.create({ model, input: ["Hello", "World"] });
    const after = await scrape();
    const grown = (name: string) => reading(after, name) - reading(before, name);
    expect(grown(`embedder_requests_total{model="${model}"}`)).toBe(1);
    expect(grown(`embedder_inputs_total{model="${model}"}`)).toBe(2);
    expect(grown(`embedder_tokens_total{model="${model}"}`)).toBe(usage.prompt_tokens);
    expect(grown(`tokens_total{model="${model}",kind="prompt"}`)).toBe(usage.prompt_tokens);
    expect(reading(after, `embedder_ready{model="${model}"}`)).toBe(1);
    expect(reading(after, `embedder_restarts_total{model="fixed"}`)).toBe(0);
  });

  it("are the same as numbers and as bytes", async () => {
    const asked = { model, input: "Hello" };
    const numbers = await client.embeddings.create({ ...asked, encoding_format: "float" });
    const bytes = await client.embeddings.create({ ...asked, encoding_format: "base64" });
    const text = bytes.data[0]?.embedding as unknown as string;
    const decoded = Buffer.from(text, "base64");
    const read = numbers.data[0]?.embedding.map((_, index) => decoded.readFloatLE(index * 4));
    expect(read).toEqual(numbers.data[0]?.embedding);
    expect(decoded).toHaveLength(DIMENSIONS * 4);
  });

  it("are cut to the dimensions that were asked for, of length 1", async () => {
    const whole = await client.embeddings.create({ model, input: "Hello" });
    const cut = await client.embeddings.create({ model, input: "Hello", dimensions: 8 });
    const beginning = whole.data[0]?.embedding.slice(0, 8) ?? [];
    const length = Math.hypot(...beginning);
    expect(cut.data[0]?.embedding).toHaveLength(8);
    for (const [index, value] of beginning.entries())
      expect(cut.data[0]?.embedding[index]).toBeCloseTo(value / length, 4);
  });

  it.each<[name: string, fields: object, param: string, message: RegExp]>([
    ["fewer dimensions than fixed ones", { model: "fixed", dimensions: 8 }, "dimensions", /does not support/],
    ["more dimensions than there are", { dimensions: 65 }, "dimensions", /less than or equal to 64/],
    ["too long a text", { input: "a b ".repeat(60) }, "input", /maximum context length is 64 tokens/],
    ["too long a text among others", { input: ["a", "a b ".repeat(60)] }, "input[1]", /maximum context/],
    ["unknown tokens", { input: [[1], [2 ** 30]] }, "input[1]", /no token of this model/],
  ])("refuse %s", async (_name, fields, param, message) => {
    expect(await refusal(fields)).toMatchObject({
      status: 400,
      param,
      message: expect.stringMatching(message),
    });
  });

  it("are listed among the models", async () => {
    const names = (await client.models.list()).data.map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(["gpt-4.1", model, "fixed"]));
    expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: "model" });
  });

  it("come in batches, at half the price", async () => {
    const line = (id: string, input: unknown) =>
      JSON.stringify({ custom_id: id, method: "POST", url: "/v1/embeddings", body: { model, input } });
    const lines = [line("a", "Hello"), line("b", ["Hello", "World"]), line("c", "a b ".repeat(60))];
    const file = await client.files.create({
      file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl"),
      purpose: "batch",
    });
    const { id } = await client.batches.create({
      input_file_id: file.id,
      endpoint: "/v1/embeddings",
      completion_window: "24h",
    });
    const batch = await vi.waitFor(
      async () => {
        const seen = await client.batches.retrieve(id);
        expect(seen.status).toBe("completed");
        return seen;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(batch.request_counts).toEqual({ total: 3, completed: 2, failed: 1 });
    const output = await (await client.files.content(batch.output_file_id ?? "")).text();
    const answers = output
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as { custom_id: string; response: { body: { data: object[] } } });
    expect(answers.map(({ custom_id, response }) => [custom_id, response.body.data.length])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    const from = Math.floor(Date.now() / 86_400_000) * 86_400;
    const query = { kind: "embeddings", from, until: from + 2 * 86_400, width: 86_400 } as const;
    expect(await test.store.usage.sums({ ...query, batch: true, groupBy: ["batch"] })).toMatchObject([
      { batch: true, requests: 2 },
    ]);
  });

  it("are in the ledger with the tokens that were told", async () => {
    const { usage } = await client.embeddings.create({ model: "fixed", input: ["Hello", "World"] });
    const from = Math.floor(Date.now() / 86_400_000) * 86_400;
    const query = { kind: "embeddings", from, until: from + 2 * 86_400, width: 86_400 } as const;
    const sums = await test.store.usage.sums({ ...query, models: ["fixed"], groupBy: ["model"] });
    expect(sums).toMatchObject([
      { model: "fixed", inputTokens: usage.prompt_tokens, requests: 1, outputTokens: 0 },
    ]);
  });
});
