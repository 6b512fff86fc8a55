import { ComputeBackend, openLlama } from "../../llama/index.ts";
import { readGgufHeader } from "../../weights/index.ts";
import { defaultTargets } from "../adapter/adapter-weights.ts";
import { BaseWeights } from "../model/base-weights.ts";
import { decoderShape } from "../model/model-shape.ts";
import { matrixElements, planMemory } from "../plan/memory-plan.ts";
import { SeededRandom } from "../seeded-random.ts";
import { SupervisedObjective } from "./objective.ts";
import { trainStep } from "./train-step.ts";
import { TrainingSession } from "./training-session.ts";
import { freshState } from "./training-state.ts";

export interface TrainingSpeed {
  readonly tokensPerSecond: number;
  readonly recompute: boolean;
  /** Multiplications and additions with frozen weights for each token, both ways. */
  readonly operationsPerToken: number;
}

/** Trains two steps on random tokens as a job would, and times the second: for people who measure. */
export async function measureTrainingSpeed(
  weightsFile: string,
  tokens: number,
  rank: number,
  threads: number,
): Promise<TrainingSpeed> {
  const header = readGgufHeader(weightsFile);
  const shape = decoderShape(header);
  const adapter = { rank, alpha: 2 * rank, targets: defaultTargets };
  const { recompute, repack } = planMemory({
    shape,
    adapter,
    fileBytes: header.fileBytes,
    transposedBytes: 34 / 32,
    longestExample: tokens,
  });
  using backend = ComputeBackend.open(openLlama());
  backend.setThreads(threads);
  using weights = await BaseWeights.load(backend, { file: weightsFile, transposes: "q8_0", repack });
  using session = new TrainingSession({ weights, adapter, batchTokens: tokens, recompute });
  const random = new SeededRandom(1);
  const example = {
    tokens: Int32Array.from({ length: tokens }, () => Math.floor(random.uniform() * shape.vocabulary)),
    trained: new Uint8Array(tokens).fill(1, tokens / 2),
  };
  const state = freshState(session.adapter.tensors, 1);
  session.adapter.write(state.parameters);
  const objective = new SupervisedObjective([example]);
  await trainStep(session, objective, state, [0], 1e-4);
  const begun = performance.now();
  await trainStep(session, objective, state, [0], 1e-4);
  const seconds = (performance.now() - begun) / 1000;
  return {
    tokensPerSecond: tokens / seconds,
    recompute,
    operationsPerToken: 2 * matrixElements(shape) * (recompute ? 3 : 2),
  };
}
