import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { Batch, Model, openLlama } from "../../llama/index.ts";
import type { EmbeddingInput } from "./embedder.ts";
import { EmbeddingClient } from "./embedding-client.ts";

const never = new AbortController().signal;
const TEXTS = ["Hello", "The quick brown fox", "jumps over the lazy dog", "and away"];

describe.each(["mean", "last"] as const)("weights with %s pooling", (pooling) => {
  const weightsFile = tinyModelFile({ pooling, seed: 5 });
  let client: EmbeddingClient;
  let model: Model;

  beforeAll(async () => {
    client = new EmbeddingClient({ weightsFile, contextLength: 64, threads: 1, flashAttention: "off" });
    model = await Model.load(openLlama(), tinyModelFile({ seed: 5 }));
  });
  afterAll(() => {
    client.stop();
    model[Symbol.dispose]();
  });

  const embed = (inputs: readonly EmbeddingInput[], signal = never) => client.embed(inputs, signal);
  const tokensOf = (text: string) =>
    model.vocabulary.tokenize(text, { addSpecial: true, parseSpecial: false });

  /** The same, of what the library gives for single tokens. */
  function expected(text: string): number[] {
    const tokens = tokensOf(text);
    const states = hiddenStates(tokens);
    const rows = pooling === "last" ? states.slice(-1) : states;
    const sums = rows.reduce((sum, row) => sum.map((value, index) => value + (row[index] ?? 0)));
    const length = Math.hypot(...sums);
    return [...sums].map((value) => value / length);
  }

  /** Of the same weights in a file that asks for no pooling: the vector of each token. */
  function hiddenStates(tokens: Int32Array): Float32Array[] {
    using context = model.createContext({
      cells: 256,
      batchTokens: 64,
      sequences: 1,
      threads: 1,
      keyType: "f16",
      valueType: "f16",
      flashAttention: "off",
      embeddings: true,
    });
    using batch = new Batch(64);
    for (const [position, token] of tokens.entries()) batch.add(token, position, 0, true);
    context.decodeNow(batch);
    return Array.from(tokens, (_, index) => Float32Array.from(context.embeddings(index)));
  }

  it("give what the library computes of each text, of length 1", async () => {
    const { vectors, tokens } = await embed(TEXTS);
    expect(tokens).toBe(TEXTS.reduce((sum, text) => sum + tokensOf(text).length, 0));
    for (const [index, vector] of vectors.entries()) {
      expect(vector).toHaveLength((await client.ready()).dimensions);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      for (const [place, value] of expected(TEXTS[index] ?? "").entries())
        expect(vector[place]).toBeCloseTo(value, 3);
    }
  });

  it("give the same for tokens as for the text they are of", async () => {
    const [text = ""] = TEXTS;
    const { vectors } = await embed([text, [...tokensOf(text)]]);
    for (const [index, value] of [...(vectors[0] ?? [])].entries())
      expect(vectors[1]?.[index]).toBeCloseTo(value, 3);
  });

  it("take more inputs than fit into a pass, of several requests at once", async () => {
    const [many, one] = await Promise.all([
      embed(Array.from({ length: 150 }, (_, index) => `Number ${index % 5}`)),
      embed(["Number 3"]),
    ]);
    expect(many.vectors).toHaveLength(150);
    for (const [index, value] of [...(one.vectors[0] ?? [])].entries())
      expect(many.vectors[148]?.[index]).toBeCloseTo(value, 3);
  });

  it.each<[name: string, inputs: readonly EmbeddingInput[], error: object]>([
    [
      "too long a text",
      ["Hello", "a b ".repeat(60)],
      { code: "context-length-exceeded", index: 1, contextLength: 64 },
    ],
    [
      "too many tokens in all",
      Array(6_000).fill(Array(51).fill(5)),
      { code: "too-many-tokens", tokens: 306_000 },
    ],
    ["an unknown token", [[1, 2 ** 30]], { code: "unknown-token", index: 0, token: 2 ** 30 }],
  ])("refuse %s", async (_name, inputs, error) => {
    await expect(embed(inputs)).rejects.toMatchObject({ error });
  });

  it("answer after their process has died", async () => {
    const before = client.processId ?? 0;
    const asked = embed(Array(200).fill("Hello world"));
    process.kill(before, "SIGKILL");
    expect((await asked).vectors).toHaveLength(200);
    expect(client.processId).not.toBe(before);
  });

  it("refuse more requests than may wait", async () => {
    const gone = new AbortController();
    const waiting = Array.from({ length: 1_024 }, () => embed(["Hello"], gone.signal).catch(() => {}));
    await expect(embed(["Hello"])).rejects.toMatchObject({ error: { code: "queue-full" } });
    gone.abort();
    await Promise.all(waiting);
    expect((await embed(["Hello"])).vectors).toHaveLength(1);
  });

  it("give up what nobody waits for", async () => {
    const gone = new AbortController();
    const asked = embed(Array(200).fill("Hello world"), gone.signal);
    gone.abort();
    await expect(asked).rejects.toMatchObject({ error: { code: "cancelled" } });
    expect((await embed(["Hello"])).vectors).toHaveLength(1);
  });
});

it("Weights that make texts only are refused.", async () => {
  const client = new EmbeddingClient({
    weightsFile: tinyModelFile({ seed: 5 }),
    contextLength: 64,
    threads: 1,
  });
  await expect(client.ready()).rejects.toThrow("not made for embeddings");
});
