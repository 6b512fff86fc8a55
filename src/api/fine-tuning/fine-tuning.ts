import { join } from "node:path";
import type { Logger } from "pino";
import type { ServedModel, ServedModels } from "../../inference/index.ts";
import type { FileStorage, Store, StoredAdapter, TunedModel } from "../../store/index.ts";
import { JobSignals } from "../job-signals.ts";
import type { FineTuningOptions, TunableWeights } from "./fine-tuning-options.ts";
import { TunedModelRegistry } from "./models/tuned-model-registry.ts";

interface Surroundings {
  readonly models: ServedModels;
  readonly store: Store;
  readonly files: FileStorage;
  readonly organization: string;
  readonly log: Logger;
}

/** What requests and the worker share: which models can be tuned, and those that were. */
export class FineTuning {
  readonly signals = new JobSignals();
  readonly options: FineTuningOptions | undefined;
  readonly #models: ServedModels;
  readonly #registry: TunedModelRegistry | undefined;

  constructor(surroundings: Surroundings, options: FineTuningOptions | undefined) {
    this.options = options;
    this.#models = surroundings.models;
    this.#registry = options && new TunedModelRegistry(surroundings, options);
  }

  /** The model that a job may train, by any of its names. */
  trainable(name: string): { readonly model: ServedModel; readonly weights: TunableWeights } | undefined {
    const model = this.#models.resolve(name);
    if (model === undefined || model.tuned !== undefined) return undefined;
    const weights = this.options?.weightsOf(model);
    return weights === undefined ? undefined : { model, weights };
  }

  /** The snapshots that jobs may train. */
  snapshots(): string[] {
    return this.#models
      .models()
      .map(({ snapshot }) => snapshot)
      .filter((snapshot) => this.trainable(snapshot) !== undefined);
  }

  jobFolder(jobId: string): string {
    return join(this.#folder, "jobs", jobId);
  }

  /** Where files lie for as long as they are converted. */
  get importFolder(): string {
    return join(this.#folder, "conversions");
  }

  /** An adapter as a file of this server. Rejects with a `StoreError`. */
  adapterFile(adapter: StoredAdapter): Promise<string> {
    if (this.#registry === undefined) throw nothingTuned();
    return this.#registry.fileOf(adapter);
  }

  /** Serves the tuned models that are in the store, and no others. */
  async refresh(): Promise<void> {
    await this.#registry?.refresh();
  }

  /** From now on requests may name the model. */
  serve(tuned: TunedModel): void {
    this.#registry?.serve(tuned);
  }

  /** After the store has forgotten it: nobody can name it any more. */
  async withdraw(name: string): Promise<void> {
    await this.#registry?.withdraw(name);
  }

  get #folder(): string {
    if (this.options === undefined) throw nothingTuned();
    return this.options.folder;
  }
}

const nothingTuned = () => new Error("Nothing is tuned on this server.");
