import { defaultProjectId, type FineTuningChange, type Store } from "../../src/store/index.ts";

const BASE = "gpt-4.1-nano-2025-04-14";
const STEPS = 120;
const EPOCH = 40;

export const SAMPLE_JOB = "ftjob-sampleTriage";
export const SAMPLE_MODEL = `ft:${BASE}:local:triage:Qk3vT8aZ`;

/** Jobs as a team may have them: one at work, one that is done, one whose file was faulty. */
export async function storeSampleTuning(store: Store, now: number): Promise<void> {
  const seconds = Math.floor(now / 1000);
  const tuner = new SampleTuner(store, seconds);
  await tuner.job("ftjob-sampleTone", "tone", "failed", {
    error: {
      code: "invalid_training_file",
      message:
        "The job failed due to an invalid training file. Invalid file format. Example 17, message 2 has an unrecognized role: 'bot'.",
      param: "training_file",
    },
  });
  await tuner.job(SAMPLE_JOB, "triage", "running", {
    hyperparameters: { batchSize: 8, learningRateMultiplier: 2, epochs: 3 },
  });
  await tuner.steps(SAMPLE_JOB, STEPS);
  await tuner.end(SAMPLE_JOB, { status: "succeeded", fineTunedModel: SAMPLE_MODEL, trainedTokens: 148_210 });
  for (const [name, step] of [
    [`${SAMPLE_MODEL}:ckpt-step-40`, 40],
    [`${SAMPLE_MODEL}:ckpt-step-80`, 80],
    [`${SAMPLE_MODEL}:ckpt-step-120`, STEPS],
    [SAMPLE_MODEL, STEPS],
  ] as const) {
    await tuner.model(name, `${SAMPLE_JOB}-${step}`);
  }
  await tuner.job("ftjob-sampleSupport", "support", "running", { estimatedFinish: seconds + 540 });
  await tuner.steps("ftjob-sampleSupport", 71);
}

class SampleTuner {
  readonly #store: Store;
  readonly #now: number;

  constructor(store: Store, now: number) {
    this.#store = store;
    this.#now = now;
  }

  async job(
    id: string,
    suffix: string,
    status: "running" | "failed",
    change: FineTuningChange,
  ): Promise<void> {
    const hyperparameters = { batchSize: "auto", learningRateMultiplier: "auto", epochs: "auto" } as const;
    await this.#store.fineTuning.create({
      id,
      projectId: defaultProjectId,
      createdAt: this.#now - 2_700,
      request: {
        model: BASE,
        trainingFileId: "file-sampleTraining",
        validationFileId: "file-sampleValidation",
        method: "supervised",
        hyperparameters,
        seed: 7,
        suffix,
        metadata: { file: `${suffix}.jsonl` },
        tunedName: SAMPLE_MODEL,
      },
    });
    await this.#tell(id, 0, "created", `Created fine-tuning job: ${id}`);
    await this.#tell(id, 0, "queued", "Files validated, moving job to queued state");
    await this.#store.fineTuning.change(defaultProjectId, id, { ...change, status }, ["validating_files"]);
  }

  async steps(id: string, last: number): Promise<void> {
    for (let step = 1; step <= last; step++) {
      const noise = 0.16 * Math.sin(step * 12.9) * Math.cos(step * 4.1);
      const loss = 0.34 + 1.55 * Math.exp(-step / 26) + noise;
      const metrics = {
        step,
        total_steps: STEPS,
        train_loss: round(loss),
        train_mean_token_accuracy: round(0.93 - 0.45 * Math.exp(-step / 30) - noise / 4),
      };
      await this.#tell(id, step, "step", `Step ${step}/${STEPS}: training loss=${loss.toFixed(2)}`, metrics);
      if (step % EPOCH === 0) await this.#epoch(id, metrics);
    }
  }

  async end(id: string, change: FineTuningChange): Promise<void> {
    await this.#tell(id, STEPS, "succeeded", "The job has successfully completed");
    await this.#store.fineTuning.change(defaultProjectId, id, change, ["running"]);
  }

  /** Nobody asks the models of pictures: an adapter is read when a request needs it. */
  async model(name: string, adapterId: string): Promise<void> {
    const blob = { key: `sample-${name}`, bytes: 0, sha256: "" };
    await this.#store.blobs.begin(blob.key, 60_000);
    const weights = { sha256: "", title: "Sample" };
    await this.#store.adapters.add({ id: adapterId, blob, weights, rank: 16, imported: false });
    const projectId = defaultProjectId;
    const createdAt = this.#now - 300;
    await this.#store.tunedModels.add({ name, projectId, baseModel: BASE, adapterId, createdAt });
  }

  async #epoch(id: string, metrics: { readonly step: number; readonly total_steps: number }): Promise<void> {
    const { step } = metrics;
    const loss = round(0.52 + 1.3 * Math.exp(-step / 24));
    const validated = {
      ...metrics,
      full_valid_loss: loss,
      full_valid_mean_token_accuracy: round(0.89 - 0.4 * Math.exp(-step / 26)),
    };
    const message = `Step ${step}/${STEPS}: full validation loss=${loss.toFixed(2)}`;
    await this.#tell(id, step, "validation", message, validated);
    await this.#tell(id, step, "checkpoint", `Checkpoint created at step ${step}`);
    await this.#store.fineTuning.checkpoints.add({
      id: `ftckpt_${id}${step}`,
      jobId: id,
      step,
      createdAt: this.#now - 300,
      model: `${SAMPLE_MODEL}:ckpt-step-${step}`,
      metrics: validated,
    });
  }

  async #tell(
    jobId: string,
    step: number,
    what: string,
    message: string,
    data: Record<string, number> = {},
  ): Promise<void> {
    const subject = `${what}/${step}`;
    await this.#store.fineTuning.events.add({
      id: `ftevent-${jobId}-${subject}`,
      jobId,
      subject,
      createdAt: this.#now - 2_600 + 20 * step,
      level: "info",
      type: data.step === undefined ? "message" : "metrics",
      message,
      data,
    });
  }
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
