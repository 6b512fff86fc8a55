import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory, tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { Batch, ComputeBackend, type Context, Model, openLlama } from "../../llama/index.ts";
import { adapterTensors, defaultTargets } from "../adapter/adapter-weights.ts";
import { writeGgufAdapter } from "../adapter/write-gguf-adapter.ts";
import { randomExamples } from "../fixtures/tiny-training.ts";
import { BaseWeights } from "../model/base-weights.ts";
import { SupervisedObjective } from "./objective.ts";
import { runTraining, type StepReport } from "./run-training.ts";
import { TrainingSession } from "./training-session.ts";
import { freshState, type TrainingState } from "./training-state.ts";

const file = () => tinyModelFile({ architecture: "qwen3", embedding: 128, seed: 4 });
const examples = () => randomExamples([9, 12, 8, 11, 10], 300, 8);
const adapterShape = { rank: 8, alpha: 16, targets: defaultTargets };
const plan = { items: 5, batchSize: 2, epochs: 12, seed: 3 };

interface Run {
  readonly state: TrainingState;
  readonly reports: readonly StepReport[];
}

/** Trains to the end, or up to a number of steps from a state. */
async function train(from?: TrainingState, steps = Number.POSITIVE_INFINITY): Promise<Run> {
  using backend = ComputeBackend.open(openLlama());
  backend.setThreads(1);
  using weights = await BaseWeights.load(backend, { file: file(), transposes: "q8_0", repack: false });
  using session = new TrainingSession({ weights, adapter: adapterShape, batchTokens: 64, recompute: false });
  const state = from ?? freshState(session.adapter.tensors, plan.seed);
  const reports: StepReport[] = [];
  const stop = new Error("stop");
  const run = runTraining({
    session,
    training: new SupervisedObjective(examples()),
    state,
    plan,
    peakLearningRate: 0.02,
    clock: () => 0,
    onStep: (report) => {
      reports.push(report);
      if (reports.length >= steps) throw stop;
    },
    onValidation: () => {},
    onEpoch: () => {},
  });
  await run.catch((error: unknown) => {
    if (error !== stop) throw error;
  });
  return { state, reports };
}

/** Greedy continuations of the untrained beginnings that are exactly the examples. */
function recited(context: Context): number {
  using batch = new Batch(64);
  return examples().filter(({ tokens, trained }) => {
    context.memory.clear();
    const known = [...tokens.slice(0, trained.indexOf(1))];
    for (let from = 0; known.length < tokens.length; ) {
      batch.clear();
      let last = 0;
      for (; from < known.length; from++) last = batch.add(known[from]!, from, 0, from === known.length - 1);
      context.decodeNow(batch);
      const logits = context.logits(last);
      known.push(logits.indexOf(Math.max(...logits)));
    }
    return known.every((token, index) => token === tokens[index]);
  }).length;
}

describe("training", () => {
  it("teaches a model a few invented texts, which llama.cpp recites with the adapter and not without", async () => {
    const { state, reports } = await train();
    expect(reports.length).toBe(36);
    expect(reports[0]!.loss).toBeGreaterThan(4);
    expect(reports.at(-1)!.tokenAccuracy).toBe(1);

    const { shape } = await describeWeights();
    const adapterFile = path.join(temporaryDirectory(), "memorized.gguf");
    const tensors = adapterTensors(shape, adapterShape);
    const { architecture } = shape;
    writeGgufAdapter(adapterFile, {
      architecture,
      shape: adapterShape,
      tensors,
      parameters: state.parameters,
    });
    using model = await Model.load(openLlama(), file());
    using context = model.createContext({
      cells: 64,
      batchTokens: 64,
      sequences: 1,
      threads: 1,
      keyType: "f32",
      valueType: "f32",
    });
    expect(recited(context)).toBe(0);
    using adapter = model.loadAdapter(adapterFile);
    context.setAdapters([{ adapter, scale: 1 }]);
    expect(recited(context)).toBe(5);
    context.setAdapters([]);
    expect(recited(context)).toBe(0);
  });

  it("is repeatable, and goes on from a saved state, to the same weights bit for bit", async () => {
    const whole = await train(undefined, 7);
    const again = await train(undefined, 7);
    expect(again.state.parameters).toEqual(whole.state.parameters);
    const half = await train(undefined, 3);
    const resumed = await train(structuredClone(half.state), 4);
    expect(resumed.state.parameters).toEqual(whole.state.parameters);
    expect(resumed.state.optimizer).toEqual(whole.state.optimizer);
    expect(resumed.reports.map(({ loss }) => loss)).toEqual(whole.reports.slice(3).map(({ loss }) => loss));
  });
});

async function describeWeights() {
  using backend = ComputeBackend.open(openLlama());
  using weights = await BaseWeights.load(backend, { file: file(), transposes: "bf16", repack: false });
  return { shape: weights.shape };
}
