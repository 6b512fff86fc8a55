import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ServedModel, ServedModels } from "../../inference/index.ts";
import type { Store, TunedModel } from "../../store/index.ts";
import { JobSignals } from "../job-signals.ts";
import type { FineTuningOptions } from "./fine-tuning-options.ts";

interface Surroundings {
  readonly models: ServedModels;
  readonly store: Store;
  readonly organization: string;
  readonly log: Logger;
}

/** What requests and the worker share: which models can be tuned, and those that were. */
export class FineTuning {
  readonly signals = new JobSignals();
  readonly options: FineTuningOptions | undefined;
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings, options: FineTuningOptions | undefined) {
    this.#surroundings = surroundings;
    this.options = options;
  }

  /** The model that a job may train, by any of its names. */
  trainable(name: string): { readonly model: ServedModel; readonly weightsFile: string } | undefined {
    const model = this.#surroundings.models.resolve(name);
    if (model === undefined || model.tuned !== undefined) return undefined;
    const weightsFile = this.options?.weightsFileOf(model);
    return weightsFile === undefined ? undefined : { model, weightsFile };
  }

  /** The snapshots that jobs may train. */
  snapshots(): string[] {
    const { models } = this.#surroundings;
    return models
      .models()
      .map(({ snapshot }) => snapshot)
      .filter((snapshot) => this.trainable(snapshot) !== undefined);
  }

  jobFolder(jobId: string): string {
    return join(this.#folder, "jobs", jobId);
  }

  /** Where the adapter that a job had at a step is kept. */
  async adapterFile(jobId: string, step: number): Promise<string> {
    await mkdir(join(this.#folder, "adapters"), { recursive: true, mode: 0o700 });
    return this.#adapterFile(jobId, step);
  }

  /** All that were tuned before. */
  async serveAll(): Promise<void> {
    if (this.options === undefined) return;
    for (const tuned of await this.#surroundings.store.tunedModels.all()) this.serve(tuned);
  }

  /** From now on requests may name the model. */
  serve({ name, projectId, baseModel, jobId, step, createdAt }: TunedModel): void {
    const { models, organization, log } = this.#surroundings;
    if (models.resolve(name) !== undefined) return;
    const base = models.resolve(baseModel);
    const file = this.#adapterFile(jobId, step);
    if (base === undefined || !existsSync(file)) {
      log.warn({ model: name, base: baseModel }, "a tuned model's base or adapter is not on this server");
      return;
    }
    const { alias: _, aliasCreated: __, ...weights } = base;
    base.engine.registerAdapter({ id: name, file });
    models.add({
      ...weights,
      snapshot: name,
      adapter: name,
      tuned: { projectId, base: base.snapshot },
      created: createdAt,
      ownedBy: organization,
    });
  }

  /** After the store has forgotten it: nobody can name it any more, and what is no other model's is deleted. */
  async withdraw({ name, jobId, step }: TunedModel): Promise<void> {
    const { models, store } = this.#surroundings;
    const model = models.resolve(name);
    if (model !== undefined) {
      models.remove(name);
      model.engine.forgetAdapter(name);
    }
    if ((await store.tunedModels.namesOf(jobId, step)) > 0) return;
    await rm(this.#adapterFile(jobId, step), { force: true });
  }

  get #folder(): string {
    if (this.options === undefined) throw new Error("Nothing is tuned on this server.");
    return this.options.folder;
  }

  #adapterFile(jobId: string, step: number): string {
    return join(this.#folder, "adapters", `${jobId}-${step}.gguf`);
  }
}
