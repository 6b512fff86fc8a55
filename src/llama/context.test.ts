import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { computeTokens, largestDifference } from "../../test/tiny-model/compute-tokens.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, type Context, type ContextOptions, Model, openLlama } from "./index.ts";

const options: ContextOptions = {
  cells: 256,
  batchTokens: 64,
  sequences: 4,
  threads: 1,
  keyType: "f32",
  valueType: "f32",
};
const tokens = [1, 270, 280, 290, 300, 310];
const refused = expect.objectContaining({ code: "invalid-argument" });

let model: Model;
let context: Context;
let batch: Batch;

beforeAll(async () => {
  model = await Model.load(openLlama(), tinyModelFile());
});
afterAll(() => model[Symbol.dispose]());
beforeEach(() => {
  context = model.createContext(options);
  batch = new Batch(64, 4);
  return () => {
    context[Symbol.dispose]();
    batch[Symbol.dispose]();
  };
});

describe("Context", () => {
  it("says how large it became", () => {
    expect(context).toMatchObject({ cells: 256, cellsPerSequence: 256, batchTokens: 64, sequences: 4 });
    using rounded = model.createContext({ ...options, cells: 300 });
    expect(rounded.cells).toBe(512);
  });

  it("computes the same on this thread and on another", async () => {
    const expected = computeTokens(context, batch, 0, tokens);
    context.memory.clear();
    await context.decode(batch);
    expect(largestDifference(context.logits(tokens.length - 1), expected)).toBe(0);
  });

  it("computes the same in another context beside it", () => {
    using other = model.createContext(options);
    const expected = computeTokens(context, batch, 0, tokens);
    computeTokens(other, batch, 1, [300, 301]);
    expect(largestDifference(computeTokens(other, batch, 0, tokens), expected)).toBe(0);
  });

  it("computes several sequences at once as it computes them alone", () => {
    const alone = [tokens, tokens.toReversed()].map((sequenceTokens) => {
      context.memory.clear();
      return computeTokens(context, batch, 0, sequenceTokens);
    });
    context.memory.clear();
    batch.clear();
    const last = [tokens, tokens.toReversed()].map((sequenceTokens, sequence) =>
      sequenceTokens.map((token, position) => batch.add(token, position, sequence, true)).at(-1),
    );
    context.decodeNow(batch);
    for (const [sequence, expected] of alone.entries()) {
      const found = context.logits(last[sequence] ?? -1);
      expect(largestDifference(found, expected)).toBeLessThan(1e-4);
    }
  });

  it("puts one token into several sequences", () => {
    batch.add(300, 0, [0, 2, 3], true);
    context.decodeNow(batch);
    expect([0, 1, 2, 3].map((sequence) => context.memory.positionMaximum(sequence))).toEqual([0, -1, 0, 0]);
  });

  it("has logits only for tokens that wanted them", () => {
    batch.add(300, 0, 0, false);
    batch.add(301, 1, 0, true);
    context.decodeNow(batch);
    expect(context.logits(1)).toHaveLength(model.vocabulary.size);
    for (const index of [0, 2, 63, 64, -1, 0.5]) expect(() => context.logits(index)).toThrowError(refused);
  });

  it("gives logits as memory that sampling sees", () => {
    computeTokens(context, batch, 0, tokens);
    context.logits(tokens.length - 1)[5] = 1234;
    expect(context.logits(tokens.length - 1)[5]).toBe(1234);
  });

  it("keeps rows apart when a later batch wants more of them", () => {
    computeTokens(context, batch, 0, tokens);
    const early = context.logits(tokens.length - 1);
    context.memory.clear();
    batch.clear();
    for (let position = 0; position < 64; position += 1) batch.add(260 + position, position, 0, true);
    context.decodeNow(batch);
    expect(early).toHaveLength(0);
    const rows = Array.from({ length: 64 }, (_, index) => context.logits(index).slice());
    expect(new Set(rows.map((row) => row[7])).size).toBe(64);
    expect(rows.every((row) => row.every(Number.isFinite))).toBe(true);
  });

  it("works with several threads, and with more than it began with", () => {
    const expected = computeTokens(context, batch, 0, tokens);
    for (const threads of [2, 3, 1]) {
      context.setThreads(threads, threads);
      context.memory.clear();
      expect(largestDifference(computeTokens(context, batch, 0, tokens), expected)).toBe(0);
    }
  });

  it.each(["f16", "bf16", "q8_0", "q4_0"] as const)("keeps keys and values as %s", (type) => {
    using exact = model.createContext({ ...options, flashAttention: "off" });
    const expected = computeTokens(exact, batch, 0, tokens);
    using coarse = model.createContext({ ...options, keyType: type, valueType: type });
    const found = computeTokens(coarse, batch, 0, tokens);
    const difference = largestDifference(found, expected);
    expect(difference).toBeLessThan(type === "q4_0" ? 2 : 0.2);
    expect(difference).toBeGreaterThan(0);
  });

  it("stretches positions as told", () => {
    const expected = computeTokens(context, batch, 0, tokens);
    const stretched = (["linear", "yarn"] as const).map((kind) => {
      using other = model.createContext({
        ...options,
        ropeScaling: { kind, frequencyScale: 0.25, originalContext: 1024 },
      });
      return computeTokens(other, batch, 0, tokens)[3];
    });
    expect(new Set([expected[3], ...stretched]).size).toBe(3);
  });

  it("gives embeddings when asked for them", () => {
    using embedding = model.createContext({ ...options, embeddings: true });
    batch.add(300, 0, 0, true);
    embedding.decodeNow(batch);
    expect(embedding.embeddings(0)).toHaveLength(model.embeddingLength);
    expect(() => context.embeddings(0)).toThrowError(refused);
  });
});

describe("Context, when a decode cannot be", () => {
  it("ends a decode that is interrupted, and memory stays as it was", async () => {
    using long = model.createContext({ ...options, cells: 4096, batchTokens: 4096 });
    using many = new Batch(4096);
    const expected = computeTokens(long, many, 0, tokens).slice();
    long.memory.remove(0, tokens.length - 1);
    many.clear();
    for (let position = tokens.length - 1; position < 4000; position++) many.add(300, position, 0, false);
    const running = long.decode(many);
    long.interrupt();
    await expect(running).rejects.toThrowError(expect.objectContaining({ code: "aborted" }));
    expect(long.memory.positionMaximum(0)).toBe(tokens.length - 2);
    const found = computeTokens(long, many, 0, tokens.slice(-1), tokens.length - 1);
    expect(largestDifference(found, expected)).toBeLessThan(1e-4);
  });

  it("says that there is no room, and goes on when there is", () => {
    for (let from = 0; from < 256; from += 64) computeTokens(context, batch, 0, Array(64).fill(300), from);
    batch.clear();
    batch.add(300, 256, 0, true);
    expect(() => context.decodeNow(batch)).toThrowError(expect.objectContaining({ code: "no-room" }));
    expect(context.memory.positionMaximum(0)).toBe(255);
    expect(context.memory.remove(0, 255)).toBe(true);
    expect(computeTokens(context, batch, 0, [300], 255)).toHaveLength(model.vocabulary.size);
  });

  it("keeps logits apart after a batch with many of them found no room", () => {
    for (let from = 0; from < 192; from += 64) computeTokens(context, batch, 0, Array(64).fill(300), from);
    computeTokens(context, batch, 0, Array(63).fill(300), 192);
    batch.clear();
    for (let position = 0; position < 64; position += 1) batch.add(300, position, 1, true);
    expect(() => context.decodeNow(batch)).toThrowError(expect.objectContaining({ code: "no-room" }));
    context.memory.clear();
    context.decodeNow(batch);
    expect(context.logits(63).every(Number.isFinite)).toBe(true);
  });

  it("refuses positions with a gap, and memory stays as it was", async () => {
    computeTokens(context, batch, 0, tokens);
    batch.clear();
    batch.add(300, tokens.length + 1, 0, true);
    await expect(context.decode(batch)).rejects.toMatchObject({ code: "invalid-batch" });
    expect(context.memory.positionMaximum(0)).toBe(tokens.length - 1);
  });

  it("refuses empty batches, unknown tokens and sequences, and batches larger than itself", () => {
    expect(() => context.decodeNow(batch)).toThrowError(refused);
    batch.add(model.vocabulary.size, 0, 0, true);
    expect(() => context.decodeNow(batch)).toThrowError(refused);
    batch.clear();
    batch.add(1, 0, 4, true);
    expect(() => context.decodeNow(batch)).toThrowError(refused);
    using large = new Batch(65);
    for (let position = 0; position < 65; position += 1) large.add(300, position, 0, false);
    expect(() => context.decodeNow(large)).toThrowError(refused);
  });

  it("refuses more logits than it has room for", () => {
    using few = model.createContext({ ...options, outputs: 4 });
    for (let position = 0; position < 5; position += 1) batch.add(300, position, 0, true);
    expect(() => few.decodeNow(batch)).toThrowError(refused);
  });

  it("refuses everything else while a decode runs", async () => {
    for (let position = 0; position < 64; position += 1) batch.add(300, position, 0, position === 63);
    const decoding = context.decode(batch);
    const busy = expect.objectContaining({ code: "busy" });
    expect(() => context.decodeNow(batch)).toThrowError(busy);
    expect(() => context.logits(63)).toThrowError(busy);
    expect(() => context.memory.clear()).toThrowError(busy);
    expect(() => context.memory.positionMaximum(0)).toThrowError(busy);
    expect(() => context.saveState(0)).toThrowError(busy);
    expect(() => context.setAdapters([])).toThrowError(busy);
    expect(() => batch.clear()).toThrowError(busy);
    await expect(context.decode(batch)).rejects.toMatchObject({ code: "busy" });
    await decoding;
    expect(context.logits(63)).toHaveLength(model.vocabulary.size);
  });

  it("may be freed while a decode runs", async () => {
    const doomed = model.createContext(options);
    for (let position = 0; position < 64; position += 1) batch.add(300, position, 0, position === 63);
    const decoding = doomed.decode(batch);
    doomed[Symbol.dispose]();
    await decoding;
    expect(() => doomed.logits(63)).toThrowError(expect.objectContaining({ code: "freed" }));
  });
});

describe("Model.createContext", () => {
  it.each([
    { cells: 0 },
    { cells: 2 ** 31 },
    { batchTokens: 0 },
    { batchTokens: 1.5 },
    { microBatchTokens: 65 },
    { sequences: 0 },
    { sequences: 257 },
    { sequences: 65 },
    { cells: 2, sequences: 3 },
    { outputs: 3 },
    { outputs: 65 },
    { threads: 0 },
    { threads: 100_000 },
    { batchThreads: -1 },
    { recurrentSnapshots: -1 },
    { ropeScaling: { kind: "yarn", frequencyScale: Number.NaN } },
    { ropeScaling: { kind: "yarn", frequencyScale: -1 } },
  ] satisfies Partial<ContextOptions>[])("refuses %j", (change) => {
    expect(() => model.createContext({ ...options, ...change })).toThrowError(refused);
  });

  it("says why the library refuses", () => {
    const impossible = { ...options, valueType: "q8_0", flashAttention: "off" } as const;
    expect(() => model.createContext(impossible)).toThrowError(
      expect.objectContaining({
        code: "context-refused",
        message: expect.stringContaining("quantized V cache"),
      }),
    );
  });
});
