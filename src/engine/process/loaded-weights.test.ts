import { describe, expect, it } from "vitest";
import type { TinyArchitectureName } from "../../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import type { EngineOptions } from "../engine-options.ts";
import { LoadedWeights } from "./loaded-weights.ts";

function load(
  architecture: TinyArchitectureName,
  options: Partial<EngineOptions> = {},
): Promise<LoadedWeights> {
  const weightsFile = tinyModelFile({ architecture, contextLength: 512 });
  return LoadedWeights.load(
    { weightsFile, contextLength: 256, cells: 256, keyValueType: "f32", threads: 1, ...options },
    () => {},
  );
}

/** Computes `count` tokens of a sequence. */
async function compute(weights: LoadedWeights, sequence: number, from: number, count: number): Promise<void> {
  weights.batch.clear();
  for (let position = from; position < from + count; position++)
    weights.batch.add(100 + (position % 50), position, sequence, position === from + count - 1);
  await weights.context.decode(weights.batch);
}

describe("LoadedWeights", () => {
  it("keeps room for idle sequences, but no recurrent states that nobody could use", async () => {
    using dense = await load("llama", { maximumRunning: 3 });
    expect(dense).toMatchObject({ maximumRunning: 3, slots: 128, sharing: true, saving: true });
    using hybrid = await load("qwen35", { maximumRunning: 3 });
    expect(hybrid).toMatchObject({ maximumRunning: 3, slots: 4, sharing: false, saving: false });
  });

  it("runs no more sequences than it was told to tell apart", async () => {
    using weights = await load("llama", { maximumRunning: 30, sequences: 5 });
    expect(weights).toMatchObject({ maximumRunning: 4, slots: 5 });
  });

  it("knows which prefixes sliding windows have left whole", async () => {
    using weights = await load("gemma3"); // with a window of 32
    expect(weights).toMatchObject({ sharing: true, saving: false });
    for (const sequence of [0, 1]) await compute(weights, sequence, 0, 100);
    expect(weights.isIntact(1, 60)).toBe(true);
    weights.context.memory.remove(0);
    // Fills the cells of the first sequence and goes on with those that the second no longer sees.
    await compute(weights, 2, 0, 120);
    expect(weights.isIntact(1, 40)).toBe(false);
    expect(weights.isIntact(1, 100)).toBe(true);
  });

  it("holds every prefix whole where there are no windows", async () => {
    using weights = await load("llama");
    await compute(weights, 0, 0, 150);
    await compute(weights, 1, 0, 100);
    expect(weights.isIntact(0, 1)).toBe(true);
  });
});
