import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { RandomWeights } from "../../../test/tiny-model/random-weights.ts";
import { temporaryDirectory } from "../../../test/tiny-model/tiny-model-file.ts";
import { ComputeBackend, openLlama, quantize } from "../../llama/index.ts";
import { writeGgufAdapter } from "../adapter/write-gguf-adapter.ts";
import { packExamples } from "../data/pack-examples.ts";
import { llamaProbabilities } from "../fixtures/llama-probabilities.ts";
import { randomExamples, type TinyTraining, tinyTraining } from "../fixtures/tiny-training.ts";
import { crossEntropyBackward, crossEntropyForward } from "../loss/cross-entropy.ts";
import { answerLogProbability, preferenceBackward, preferenceForward } from "../loss/direct-preference.ts";
import type { ProbabilityRows } from "../loss/probability-rows.ts";
import { teacherDivergenceBackward, teacherDivergenceForward } from "../loss/teacher-divergence.ts";
import { BaseWeights } from "../model/base-weights.ts";
import { computeGradients, computeProbabilities } from "./compute-batch.ts";
import { TrainingGraph } from "./training-graph.ts";

const architectures = [
  { name: "llama", options: { architecture: "llama" } },
  { name: "llama with tied embeddings", options: { architecture: "llama", tied: true, layers: 1 } },
  { name: "mistral", options: { architecture: "mistral3" } },
  { name: "qwen2 with biases", options: { architecture: "qwen2" } },
  { name: "qwen3 with norms of heads", options: { architecture: "qwen3" } },
] as const;

interface Loss {
  readonly name: string;
  readonly forward: (rows: ProbabilityRows) => number;
  readonly backward: (rows: ProbabilityRows) => void;
}

describe("TrainingGraph", () => {
  let training: TinyTraining;
  afterEach(() => training[Symbol.dispose]());

  const open = (recompute = false, lengths: readonly number[] = [9, 14, 17]) => {
    const { weights, adapter } = training;
    const [batch] = packExamples(randomExamples(lengths, weights.shape.vocabulary), 128);
    return { batch: batch!, graph: new TrainingGraph({ weights, adapter, shape: batch!.shape, recompute }) };
  };

  const gradientOf = async (
    graph: TrainingGraph,
    batch: Parameters<typeof computeProbabilities>[2],
    loss: Loss,
  ) => {
    const { backend, weights, adapter, parameters } = training;
    adapter.clearGradients();
    const rows = await computeProbabilities(backend, graph, batch, weights.shape.vocabulary);
    loss.backward(rows);
    await computeGradients(backend, graph, rows);
    const gradient = new Float32Array(parameters.length);
    adapter.readGradients(gradient);
    return gradient;
  };

  const crossEntropy: Loss = {
    name: "cross-entropy",
    forward: (rows) => crossEntropyForward(rows).loss,
    backward: (rows) => crossEntropyBackward(rows, 1),
  };

  it.each(architectures)("computes what llama.cpp computes, for $name", async ({ options }) => {
    training = await tinyTraining(options);
    const { backend, weights } = training;
    const { batch } = open();
    using graph = new TrainingGraph({
      weights,
      adapter: undefined,
      shape: batch.shape,
      recompute: false,
      forwardOnly: true,
    });
    const rows = await computeProbabilities(backend, graph, batch, weights.shape.vocabulary);
    const expected = await llamaProbabilities(training.file, batch);
    expect(largestRelativeError(rows, expected)).toBeLessThan(1e-5);
  });

  it.each(architectures)(
    "computes with an adapter what llama.cpp does with its file, for $name",
    async ({ options }) => {
      training = await tinyTraining(options);
      const { backend, weights, adapter, parameters } = training;
      const { batch, graph } = open();
      using _graph = graph;
      const rows = await computeProbabilities(backend, graph, batch, weights.shape.vocabulary);
      const file = path.join(
        temporaryDirectory(),
        `same-${weights.shape.architecture}-${weights.shape.layers}.gguf`,
      );
      const { architecture } = weights.shape;
      writeGgufAdapter(file, { architecture, shape: adapter.shape, tensors: adapter.tensors, parameters });
      expect(largestRelativeError(rows, await llamaProbabilities(training.file, batch, file))).toBeLessThan(
        1e-5,
      );
    },
  );

  it.each([
    { architecture: "llama", fileType: "q4_0", repack: true },
    { architecture: "llama", fileType: "q4_0", repack: false },
    { architecture: "qwen2", fileType: "q8_0", repack: false },
    { architecture: "qwen3", fileType: "q4_0", repack: true },
  ] as const)(
    "computes quantized weights as llama.cpp does, but for the rounding of activations: %o",
    async ({ architecture, fileType, repack }) => {
      training = await tinyTraining({ architecture });
      const file = path.join(temporaryDirectory(), `quantized-${architecture}-${fileType}.gguf`);
      await quantize(openLlama(), { source: training.file, destination: file, fileType, threads: 1 });
      using backend = ComputeBackend.open(openLlama());
      using weights = await BaseWeights.load(backend, { file, transposes: "q8_0", repack });
      const { batch } = open();
      using graph = new TrainingGraph({
        weights,
        adapter: undefined,
        shape: batch.shape,
        recompute: false,
        forwardOnly: true,
      });
      const rows = await computeProbabilities(backend, graph, batch, weights.shape.vocabulary);
      expect(largestRelativeError(rows, await llamaProbabilities(file, batch))).toBeLessThan(2e-2);
    },
  );

  it.each(architectures)(
    "gives gradients that agree with finite differences, for $name",
    async ({ options }) => {
      training = await tinyTraining(options);
      const { adapter, parameters, backend, weights } = training;
      const { graph, batch } = open();
      using _graph = graph;
      const { vocabulary } = weights.shape;
      const reference = await computeProbabilities(backend, graph, batch, vocabulary);
      const losses: Loss[] = [crossEntropy, preferenceLoss(reference, batch), teacherLoss(reference)];
      const check = async (loss: Loss, gradient: Float32Array, from: number, to: number, name: string) => {
        const norm = Math.hypot(...gradient.subarray(from, to));
        expect(norm, name).toBeGreaterThan(0);
        const at = async (step: number) => {
          const moved = parameters.slice();
          for (let index = from; index < to; index++) moved[index]! += (step * gradient[index]!) / norm;
          adapter.write(moved);
          return loss.forward(await computeProbabilities(backend, graph, batch, vocabulary));
        };
        // Small enough for the loss to bend little, large enough for its change to stand out of f32.
        const step = Math.min(0.02, 0.05 / norm);
        // Five points: the error of the fourth order is far below that of f32.
        const near = (await at(step)) - (await at(-step));
        const far = (await at(2 * step)) - (await at(-2 * step));
        adapter.write(parameters);
        expect(Math.abs((8 * near - far) / (12 * step) - norm) / norm, name).toBeLessThan(5e-4);
      };
      for (const loss of losses) {
        const gradient = await gradientOf(graph, batch, loss);
        await check(loss, gradient, 0, gradient.length, loss.name);
        // Every matrix of the first layer, through which all of the second lies.
        if (loss !== crossEntropy) continue;
        for (const { name, offset, length } of adapter.tensors.slice(0, 14))
          await check(loss, gradient, offset, offset + length, name);
      }
    },
  );

  it("gives the same gradient bit for bit, again and with layers computed anew", async () => {
    training = await tinyTraining({ architecture: "qwen3" });
    const { graph, batch } = open();
    using kept = graph;
    const first = await gradientOf(kept, batch, crossEntropy);
    expect(await gradientOf(kept, batch, crossEntropy)).toEqual(first);
    using anew = open(true).graph;
    expect(await gradientOf(anew, batch, crossEntropy)).toEqual(first);
    expect(anew.bytes).toBeLessThan(kept.bytes);
  });

  it("adds up over batches what it gives for packed and for separate examples", async () => {
    training = await tinyTraining({});
    const { weights, adapter, backend, parameters } = training;
    const { graph, batch } = open();
    using packed = graph;
    const together = await gradientOf(packed, batch, crossEntropy);
    adapter.clearGradients();
    for (const example of randomExamples([9, 14, 17], weights.shape.vocabulary)) {
      const [alone] = packExamples([example], 64);
      using single = new TrainingGraph({ weights, adapter, shape: alone!.shape, recompute: false });
      const rows = await computeProbabilities(backend, single, alone!, weights.shape.vocabulary);
      crossEntropyBackward(rows, 1);
      await computeGradients(backend, single, rows);
    }
    const apart = new Float32Array(parameters.length);
    adapter.readGradients(apart);
    expect(relativeDistance(together, apart)).toBeLessThan(1e-5);
  });

  it("gives for examples with a common beginning, computed once, what it gives for each alone", async () => {
    training = await tinyTraining({ architecture: "qwen3" });
    const { weights, adapter, backend, parameters } = training;
    const [beginning, ...ends] = randomExamples([21, 6, 11, 8], weights.shape.vocabulary);
    const examples = ends.map((end) => ({
      tokens: Int32Array.of(...beginning!.tokens, ...end.tokens),
      trained: Uint8Array.of(...beginning!.trained, ...end.trained),
    }));
    const sumOf = async (batches: readonly (typeof examples)[]): Promise<[Float32Array, number]> => {
      adapter.clearGradients();
      let loss = 0;
      for (const each of batches) {
        const [batch] = packExamples(each, 128);
        using graph = new TrainingGraph({ weights, adapter, shape: batch!.shape, recompute: false });
        const rows = await computeProbabilities(backend, graph, batch!, weights.shape.vocabulary);
        loss += crossEntropyForward(rows).loss;
        crossEntropyBackward(rows, 1);
        await computeGradients(backend, graph, rows);
      }
      const gradient = new Float32Array(parameters.length);
      adapter.readGradients(gradient);
      return [gradient, loss];
    };
    const [together, loss] = await sumOf([examples]);
    const [apart, lossApart] = await sumOf(examples.map((example) => [example]));
    expect(packExamples(examples, 128)[0]!.shape).toMatchObject({ rows: 1, length: 64 });
    expect(Math.abs(loss / lossApart - 1)).toBeLessThan(1e-6);
    expect(relativeDistance(together, apart)).toBeLessThan(1e-5);
  });

  it("goes back once for each way forth", async () => {
    training = await tinyTraining({ layers: 1 });
    const { graph, batch } = open();
    using _graph = graph;
    await gradientOf(graph, batch, crossEntropy);
    await expect(graph.backward()).rejects.toThrow("no way back");
  });
});

function preferenceLoss(
  reference: ProbabilityRows,
  batch: { examples: readonly { from: number; to: number }[] },
): Loss {
  const [first, second] = batch.examples;
  const preferred = [first!.from, first!.to] as const;
  const other = [second!.from, second!.to] as const;
  const pair = {
    preferred,
    other,
    referencePreferred: answerLogProbability(reference, preferred) + 0.7,
    referenceOther: answerLogProbability(reference, other) - 0.4,
  };
  return {
    name: "direct preference",
    forward: (rows) => preferenceForward(rows, [pair], 0.3).loss,
    backward: (rows) => preferenceBackward(rows, [pair], 0.3, 1),
  };
}

function teacherLoss(reference: ProbabilityRows): Loss {
  const random = new RandomWeights(11);
  const teacher = [...reference.targets].map((target) => {
    if (target < 0) return undefined;
    const [one, two] = [random.uniform(), random.uniform()];
    return { tokens: [target, (target + 7) % reference.vocabulary], probabilities: [one / 2, two / 2.5] };
  });
  return {
    name: "teacher divergence",
    forward: (rows) => teacherDivergenceForward(rows, teacher),
    backward: (rows) => teacherDivergenceBackward(rows, teacher, 1),
  };
}

/** Of log-probabilities, relative to the spread of the logits. */
function largestRelativeError(
  { values, vocabulary }: ProbabilityRows,
  expected: Map<number, Float32Array>,
): number {
  let largest = 0;
  expect(expected.size).toBeGreaterThan(10);
  for (const [row, logits] of expected) {
    const maximum = Math.max(...logits);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - maximum), 0)) + maximum;
    let error = 0;
    let size = 0;
    for (const [token, logit] of logits.entries()) {
      error += (Math.log(values[row * vocabulary + token]!) - (logit - total)) ** 2;
      size += logit ** 2;
    }
    largest = Math.max(largest, Math.sqrt(error / size));
  }
  return largest;
}

function relativeDistance(left: Float32Array, right: Float32Array): number {
  let difference = 0;
  let size = 0;
  for (const [index, value] of left.entries()) {
    difference += (value - right[index]!) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(difference / size);
}
