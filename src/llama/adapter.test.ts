import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeTokens, largestDifference } from "../../test/tiny-model/compute-tokens.ts";
import { RandomWeights } from "../../test/tiny-model/random-weights.ts";
import { temporaryDirectory, tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, type Context, GgufWriter, Model, openLlama } from "./index.ts";

const options = {
  cells: 256,
  batchTokens: 64,
  sequences: 1,
  threads: 1,
  keyType: "f32",
  valueType: "f32",
} as const;
const tokens = [1, 270, 280, 290, 300, 310];
const [rank, width] = [4, 64];

/** An adapter on the query matrices, whose `B` is zero or random. */
function writeAdapter(name: string, seed: number, deviation: number, architecture = "llama"): string {
  const file = path.join(temporaryDirectory(), `${name}.gguf`);
  const random = new RandomWeights(seed);
  const writer = new GgufWriter()
    .setMetadata("general.type", { type: "string", value: "adapter" })
    .setMetadata("general.architecture", { type: "string", value: architecture })
    .setMetadata("adapter.type", { type: "string", value: "lora" })
    .setMetadata("adapter.lora.alpha", { type: "float32", value: 8 });
  for (const layer of [0, 1]) {
    const tensor = `blk.${layer}.attn_q.weight`;
    writer.addTensor({
      name: `${tensor}.lora_a`,
      type: "f32",
      shape: [width, rank],
      data: random.array(width * rank, 0.1),
    });
    writer.addTensor({
      name: `${tensor}.lora_b`,
      type: "f32",
      shape: [rank, width],
      data: random.array(rank * width, deviation),
    });
  }
  writer.write(file);
  return file;
}

describe("Adapter", () => {
  let model: Model;
  let context: Context;
  const batch = new Batch(64);

  beforeAll(async () => {
    model = await Model.load(openLlama(), tinyModelFile());
    context = model.createContext(options);
  });
  afterAll(() => {
    model[Symbol.dispose]();
    batch[Symbol.dispose]();
  });

  const compute = () => {
    context.memory.clear();
    return computeTokens(context, batch, 0, tokens);
  };

  it("changes what is computed while it is set, and only then", () => {
    using adapter = model.loadAdapter(writeAdapter("random", 3, 1));
    const base = compute();
    context.setAdapters([{ adapter, scale: 1 }]);
    expect(largestDifference(compute(), base)).toBeGreaterThan(0.01);
    context.setAdapters([]);
    expect(largestDifference(compute(), base)).toBe(0);
  });

  it("changes nothing with a B of zeros, or at a scale of zero", () => {
    const base = compute();
    using zeros = model.loadAdapter(writeAdapter("zeros", 3, 0));
    using random = model.loadAdapter(writeAdapter("scaled", 3, 1));
    context.setAdapters([{ adapter: zeros, scale: 1 }]);
    expect(largestDifference(compute(), base)).toBe(0);
    context.setAdapters([{ adapter: random, scale: 0 }]);
    expect(largestDifference(compute(), base)).toBe(0);
    context.setAdapters([]);
  });

  it("adds up with another, and follows its scale", () => {
    using adapter = model.loadAdapter(writeAdapter("doubled", 3, 1));
    context.setAdapters([{ adapter, scale: 2 }]);
    const doubled = compute();
    using twin = model.loadAdapter(writeAdapter("twin", 3, 1));
    context.setAdapters([
      { adapter, scale: 1 },
      { adapter: twin, scale: 1 },
    ]);
    expect(largestDifference(compute(), doubled)).toBeLessThan(1e-3);
    context.setAdapters([]);
  });

  it("may be freed while a context uses it, and goes on working there until it is replaced", () => {
    const adapter = model.loadAdapter(writeAdapter("freed", 3, 1));
    context.setAdapters([{ adapter, scale: 1 }]);
    const adapted = compute();
    adapter[Symbol.dispose]();
    adapter[Symbol.dispose]();
    expect(largestDifference(compute(), adapted)).toBe(0);
    expect(() => context.setAdapters([{ adapter, scale: 1 }])).toThrowError(
      expect.objectContaining({ code: "freed" }),
    );
    expect(largestDifference(compute(), adapted)).toBe(0);
    context.setAdapters([]);
    expect(largestDifference(compute(), adapted)).toBeGreaterThan(0.01);
  });

  it("is refused by the context of another model", async () => {
    using other = await Model.load(openLlama(), tinyModelFile({ seed: 2 }));
    using adapter = other.loadAdapter(writeAdapter("foreign", 3, 1));
    expect(() => context.setAdapters([{ adapter, scale: 1 }])).toThrowError(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });

  it("is freed with its model", async () => {
    const other = await Model.load(openLlama(), tinyModelFile());
    const doomed = other.createContext(options);
    doomed.setAdapters([{ adapter: other.loadAdapter(writeAdapter("orphan", 3, 1)), scale: 1 }]);
    expect(() => other[Symbol.dispose]()).not.toThrow();
  });

  it("is refused when the file is missing, no adapter, or made for other weights", () => {
    const noise = path.join(temporaryDirectory(), "noise-adapter.gguf");
    writeFileSync(noise, Buffer.alloc(1000, 0x5a));
    const files = [
      path.join(temporaryDirectory(), "missing-adapter.gguf"),
      noise,
      tinyModelFile(),
      writeAdapter("other-architecture", 1, 1, "qwen2"),
    ];
    for (const file of files)
      expect(() => model.loadAdapter(file)).toThrowError(
        expect.objectContaining({ code: "adapter-refused" }),
      );
  });
});
