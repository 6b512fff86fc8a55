import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { TrainingRun } from "../../src/trainer/index.ts";
import { tell } from "../progress.ts";
import { OutOfTime, type TunePlace } from "./tune-part.ts";

export interface TrainingTask {
  readonly name: string;
  /** JSON lines to train on. */
  readonly file: string;
  readonly rank: number;
  readonly hyperparameters: {
    readonly batchSize: number;
    readonly learningRateMultiplier: number;
    readonly epochs: number;
  };
}

export interface Trained {
  readonly adapter: string;
  /** Of this run; a training that was done before takes none. */
  readonly seconds: number;
}

/**
 * Trains as a job does, in a process of its own. A folder that holds a part of the same training, because
 * the bench was ended, is gone on from.
 * @throws OutOfTime
 */
export async function train(place: TunePlace, task: TrainingTask): Promise<Trained> {
  const { weights, threads, deadline } = place;
  const { name, file, rank, hyperparameters } = task;
  const folder = join(place.folder, `job-${name}`);
  await mkdir(folder, { recursive: true });
  const begun = performance.now();
  const run = new TrainingRun({
    weightsFile: weights,
    folder,
    training: { path: file, id: name },
    method: { type: "supervised" },
    hyperparameters,
    seed: 1,
    rank,
    alpha: 2 * rank,
    threads,
  });
  try {
    for await (const event of run) {
      if (event.type === "failed") throw new Error(event.error.message);
      if (event.type === "finished")
        return { adapter: event.file, seconds: (performance.now() - begun) / 1000 };
      if (event.type !== "step") continue;
      const { step, totalSteps, loss, tokensPerSecond, secondsLeft } = event;
      tell(
        `tune: ${name}: step ${step}/${totalSteps}, loss ${loss.toFixed(4)}, ` +
          `${tokensPerSecond.toFixed(1)} tok/s, ${secondsLeft.toFixed(0)} s left`,
      );
      if (performance.now() > deadline) throw new OutOfTime();
    }
  } finally {
    run.stop();
  }
  throw new Error("the training ended without an adapter");
}
