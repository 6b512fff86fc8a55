import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Batch, Model, openLlama } from "../../src/llama/index.ts";
import { computeTokens } from "./compute-tokens.ts";
import { type TinyArchitectureName, writeTinyModel } from "./index.ts";
import { temporaryDirectory, tinyModelFile } from "./tiny-model-file.ts";

const architectures = [
  "llama",
  "qwen2",
  "qwen3",
  "gemma3",
  "qwen35",
] as const satisfies TinyArchitectureName[];

describe("writeTinyModel", () => {
  it("writes the same bytes for the same seed, and others for another", () => {
    const write = (name: string, seed: number) => {
      const file = path.join(temporaryDirectory(), name);
      writeTinyModel(file, { seed });
      return readFileSync(file);
    };
    expect(write("first.gguf", 5).equals(write("second.gguf", 5))).toBe(true);
    expect(write("third.gguf", 6).equals(write("first.gguf", 5))).toBe(false);
  });

  it.each(architectures)(
    "writes a %s that loads and computes, each token by those before it",
    async (architecture) => {
      using model = await Model.load(openLlama(), tinyModelFile({ architecture }));
      expect(model.architecture).toBe(architecture);
      expect(model.isHybrid).toBe(architecture === "qwen35");
      expect(model.slidingWindow).toBe(architecture === "gemma3" ? 32 : 0);
      expect(model.vocabulary.size).toBeGreaterThan(300);
      using context = model.createContext({
        cells: 512,
        batchTokens: 64,
        sequences: 1,
        threads: 1,
        keyType: "f32",
        valueType: "f32",
      });
      using batch = new Batch(64);
      const likeliest = [
        [300, 301],
        [302, 301],
        [303, 301],
        [304, 301],
      ].map((tokens) => {
        context.memory.clear();
        const logits = computeTokens(context, batch, 0, tokens);
        expect(logits.every(Number.isFinite)).toBe(true);
        return logits.indexOf(Math.max(...logits));
      });
      expect(new Set(likeliest).size).toBeGreaterThan(1);
    },
  );

  it("shares embeddings and output weights when tied", async () => {
    using tied = await Model.load(openLlama(), tinyModelFile({ tied: true }));
    using untied = await Model.load(openLlama(), tinyModelFile());
    expect(untied.parameterCount - tied.parameterCount).toBe(64 * tied.vocabulary.size);
  });
});
