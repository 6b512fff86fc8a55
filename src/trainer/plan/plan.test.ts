import { describe, expect, it } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { defaultTargets } from "../adapter/adapter-weights.ts";
import { decoderShape } from "../model/model-shape.ts";
import { chooseHyperparameters, peakLearningRate } from "./hyperparameters.ts";
import { describeMemoryPlan, type MemoryPlanRequest, planMemory } from "./memory-plan.ts";

const shape = {
  ...decoderShape(readGgufHeader(tinyModelFile())),
  layers: 22,
  width: 2048,
  feedForward: 5632,
  vocabulary: 32_000,
  heads: 32,
  keyValueHeads: 4,
  headLength: 64,
  trainedContext: 2048,
};
const request: MemoryPlanRequest = {
  shape,
  adapter: { rank: 16, alpha: 32, targets: defaultTargets },
  fileBytes: 637e6,
  transposedBytes: 34 / 32,
  longestExample: 400,
};
const total = ({ bytes }: ReturnType<typeof planMemory>) =>
  Object.values(bytes).reduce((sum: number, part: number) => sum + part, 0);

describe("planMemory", () => {
  it("keeps everything where there is room, then computes again, then cuts examples, and says so", () => {
    const roomy = planMemory({ ...request, budget: 16e9 });
    expect(roomy).toMatchObject({ batchTokens: 512, recompute: false, repack: true });
    const tight = planMemory({ ...request, budget: 3.2e9 });
    expect(tight).toMatchObject({ batchTokens: 512, recompute: true });
    const tighter = planMemory({ ...request, budget: 2.3e9 });
    expect(tighter.batchTokens).toBeLessThan(400);
    for (const plan of [roomy, tight, tighter]) expect(total(plan)).toBeLessThanOrEqual(plan.budget);
    expect(describeMemoryPlan(tight)).toContain("layers computed twice");
    expect(() => planMemory({ ...request, budget: 1e9 })).toThrow("more than the 0.93 GiB");
  });

  it("takes examples whole up to the context the weights were trained for", () => {
    expect(planMemory({ ...request, longestExample: 100_000, budget: 1e12 }).batchTokens).toBe(2048);
  });
});

describe("chooseHyperparameters", () => {
  const auto = { batchSize: "auto", learningRateMultiplier: "auto", epochs: "auto" } as const;

  it.each([
    [10, 4, 10],
    [20, 4, 5],
    [500, 4, 3],
    [10_000, 20, 2],
    [1_000_000, 256, 1],
  ])("chooses for %i examples batches of %i and %i epochs", (examples, batchSize, epochs) => {
    expect(chooseHyperparameters(auto, examples)).toMatchObject({ batchSize, epochs });
  });

  it("takes what is given", () => {
    const given = { batchSize: 7, learningRateMultiplier: 0.5, epochs: 2 };
    expect(chooseHyperparameters(given, 10)).toEqual(given);
    expect(peakLearningRate(given)).toBeCloseTo(1e-4);
  });
});
