import type { ComputeBackend } from "../../llama/index.ts";
import type { PackedBatch } from "../data/pack-examples.ts";
import type { ProbabilityRows } from "../loss/probability-rows.ts";
import type { BetweenParts, TrainingGraph } from "./training-graph.ts";

/** Computes a batch forwards; gives the probabilities, copied. */
export async function computeProbabilities(
  backend: ComputeBackend,
  graph: TrainingGraph,
  batch: PackedBatch,
  vocabulary: number,
  between?: BetweenParts,
): Promise<ProbabilityRows> {
  backend.write(graph.inputs.tokens, batch.tokens);
  backend.write(graph.inputs.positions, batch.positions);
  backend.write(graph.inputs.mask, batch.mask);
  backend.write(graph.inputs.lossTokens, batch.lossTokens);
  await graph.forward(between);
  const values = backend.read(graph.probabilities, new Float32Array(vocabulary * batch.shape.lossRows));
  return { vocabulary, values, targets: batch.targets };
}

/** Computes backwards from the gradient that a loss has written over the probabilities. */
export async function computeGradients(
  backend: ComputeBackend,
  graph: TrainingGraph,
  gradient: ProbabilityRows,
  between?: BetweenParts,
): Promise<void> {
  backend.write(graph.probabilities, gradient.values);
  await graph.backward(between);
}
