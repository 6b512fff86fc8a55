import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chatMarkupTemplate, writeTinyModel } from "../../test/tiny-model/index.ts";
import { temporaryDirectory, tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, Model, openLlama } from "./index.ts";

const llama = openLlama();
const contextOptions = {
  cells: 256,
  batchTokens: 64,
  sequences: 1,
  threads: 1,
  keyType: "f32",
  valueType: "f32",
} as const;

describe("Model.load", () => {
  it("describes the weights", async () => {
    using model = await Model.load(
      llama,
      tinyModelFile({ layers: 3, contextLength: 2048, chatTemplate: chatMarkupTemplate }),
    );
    expect(model).toMatchObject({
      architecture: "llama",
      chatTemplate: chatMarkupTemplate,
      trainContextLength: 2048,
      layerCount: 3,
      headCount: 2,
      headCountKeyValue: 1,
      embeddingLength: 64,
      isRecurrent: false,
      isHybrid: false,
      hasEncoder: false,
      slidingWindow: 0,
      hasWeights: true,
    });
    expect(model.sizeBytes).toBe(model.parameterCount * 4);
  });

  it("reads metadata of any length, and knows none for unknown keys", async () => {
    const chatTemplate = "é".repeat(5000);
    using model = await Model.load(llama, tinyModelFile({ chatTemplate }));
    expect(model.metadata("general.name")).toBe("tiny");
    expect(model.metadata("tokenizer.chat_template")).toBe(chatTemplate);
    expect(model.metadata("general.nothing")).toBeUndefined();
  });

  it("reports rising progress that ends at one", async () => {
    const fractions: number[] = [];
    using _ = await Model.load(llama, tinyModelFile(), {
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(fractions.at(-1)).toBe(1);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
  });

  it("stops when the signal aborts midway", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const load = Model.load(llama, tinyModelFile(), {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(load).rejects.toBe(reason);
  });

  it("stops when the receiver of progress throws, and rejects with what it threw", async () => {
    const boom = new Error("boom");
    const onProgress = () => {
      throw boom;
    };
    await expect(Model.load(llama, tinyModelFile(), { onProgress })).rejects.toBe(boom);
  });

  it("does not start when the signal is aborted already", async () => {
    await expect(Model.load(llama, "/nowhere", { signal: AbortSignal.abort("no") })).rejects.toBe("no");
  });

  it("loads a vocabulary without weights, which computes nothing", async () => {
    using model = await Model.load(llama, tinyModelFile(), { vocabularyOnly: true });
    expect(model.vocabulary.size).toBeGreaterThan(300);
    expect(() => model.createContext(contextOptions)).toThrowError(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("Model.load of what is no model", () => {
  const write = (name: string, bytes: Uint8Array) => {
    const file = path.join(temporaryDirectory(), name);
    writeFileSync(file, bytes);
    return file;
  };

  it("refuses a missing file, an empty one, a folder, and noise", async () => {
    const noise = Buffer.alloc(4096, 0xa5);
    const files = [
      path.join(temporaryDirectory(), "missing.gguf"),
      write("empty.gguf", Buffer.alloc(0)),
      temporaryDirectory(),
      write("noise.gguf", noise),
      write("noise-with-magic.gguf", Buffer.concat([Buffer.from("GGUF"), noise])),
    ];
    for (const file of files)
      await expect(Model.load(llama, file)).rejects.toMatchObject({
        name: "LlamaError",
        code: "model-refused",
      });
  });

  it("refuses a truncated file, wherever it ends, and says why", async () => {
    const whole = tinyModelFile();
    const { size } = statSync(whole);
    for (const length of [3, 20, 1000, 8000, Math.floor(size / 2), size - 1000]) {
      const file = write(`truncated-${length}.gguf`, readFileSync(whole));
      truncateSync(file, length);
      await expect(Model.load(llama, file), `${length} bytes`).rejects.toMatchObject({
        code: "model-refused",
      });
    }
    const file = write("truncated.gguf", readFileSync(whole).subarray(0, size - 1000));
    await expect(Model.load(llama, file)).rejects.toThrow(/not within the file bounds|corrupted|incomplete/);
  });

  it("refuses an unknown architecture", async () => {
    const bytes = readFileSync(tinyModelFile());
    const at = bytes.indexOf("llama", bytes.indexOf("general.architecture"));
    bytes.write("llamb", at);
    await expect(Model.load(llama, write("unknown.gguf", bytes))).rejects.toThrow(
      /unknown model architecture/,
    );
  });

  it("refuses a vocabulary in which a token comes twice", async () => {
    const bytes = readFileSync(tinyModelFile());
    bytes.write("<0x01>", bytes.indexOf("<0x02>"));
    await expect(Model.load(llama, write("twice.gguf", bytes))).rejects.toMatchObject({
      code: "model-refused",
      message: 'the vocabulary holds "<0x01>" twice',
    });
  });

  it("refuses sentence pieces without a token for every byte", async () => {
    const bytes = readFileSync(tinyModelFile());
    bytes.write("<0xZZ>", bytes.indexOf("<0xE9>"));
    await expect(Model.load(llama, write("byteless.gguf", bytes))).rejects.toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("<0xE9>"),
    });
  });

  it.each([0, 513, 2 ** 32 - 1])("refuses %i layers", async (layers) => {
    const bytes = readFileSync(tinyModelFile());
    const key = "llama.block_count";
    bytes.writeUInt32LE(layers, bytes.indexOf(key) + key.length + 4);
    await expect(Model.load(llama, write(`layers-${layers}.gguf`, bytes))).rejects.toMatchObject({
      code: "model-refused",
    });
  });

  it("still loads a good file afterwards", async () => {
    using model = await Model.load(llama, tinyModelFile());
    expect(model.architecture).toBe("llama");
  });
});

describe("freeing a model", () => {
  it("frees its contexts, and every use after that throws", async () => {
    const model = await Model.load(llama, tinyModelFile());
    const context = model.createContext(contextOptions);
    using batch = new Batch(4);
    batch.add(5, 0, 0, true);
    context.decodeNow(batch);
    const logits = context.logits(0);
    expect(logits).toHaveLength(model.vocabulary.size);

    model[Symbol.dispose]();
    model[Symbol.dispose]();
    context[Symbol.dispose]();

    const freed = expect.objectContaining({ code: "freed" });
    expect(logits).toHaveLength(0);
    expect(() => model.metadata("general.name")).toThrowError(freed);
    expect(() => model.vocabulary.tokenize("a", { addSpecial: true, parseSpecial: true })).toThrowError(
      freed,
    );
    expect(() => model.vocabulary.text(1)).toThrowError(freed);
    expect(() => model.createContext(contextOptions)).toThrowError(freed);
    expect(() => model.loadAdapter("x")).toThrowError(freed);
    expect(() => context.decodeNow(batch)).toThrowError(freed);
    expect(() => context.logits(0)).toThrowError(freed);
    expect(() => context.memory.clear()).toThrowError(freed);
    expect(() => context.saveState(0)).toThrowError(freed);
    expect(() => context.setThreads(1, 1)).toThrowError(freed);
    await expect(context.decode(batch)).rejects.toMatchObject({ code: "freed" });
  });

  it("waits for a decode that runs on one of its contexts", async () => {
    const file = path.join(temporaryDirectory(), "wide.gguf");
    writeTinyModel(file, { embedding: 256, layers: 4 });
    const model = await Model.load(llama, file);
    const context = model.createContext({ ...contextOptions, cells: 1024, batchTokens: 1024 });
    using batch = new Batch(1024);
    for (let position = 0; position < 1024; position += 1)
      batch.add(position % 300, position, 0, position === 1023);
    const decoding = context.decode(batch);
    model[Symbol.dispose]();
    expect(() => context.logits(0)).toThrowError(expect.objectContaining({ code: "freed" }));
    await expect(decoding).resolves.toBeUndefined();
  });
});
