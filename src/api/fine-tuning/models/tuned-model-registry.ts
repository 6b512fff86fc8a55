import { join } from "node:path";
import type { Logger } from "pino";
import type { ServedModel, ServedModels } from "../../../inference/index.ts";
import {
  type FileStorage,
  LocalCopies,
  type Store,
  type StoredAdapter,
  type TunedModel,
} from "../../../store/index.ts";
import type { FineTuningOptions } from "../fine-tuning-options.ts";
import { adapterError, adapterMissing, weightsChanged } from "./adapter-errors.ts";

interface Served {
  readonly tuned: TunedModel;
  readonly base: ServedModel;
  /** Once somebody has asked: resolves when its engine knows the adapter. */
  ready: Promise<void> | undefined;
}

interface Surroundings {
  readonly models: ServedModels;
  readonly store: Store;
  readonly files: FileStorage;
  readonly organization: string;
  readonly log: Logger;
}

/** The tuned models that this server answers for. Those that other servers make or delete follow in a moment. */
export class TunedModelRegistry {
  readonly #surroundings: Surroundings;
  readonly #options: FineTuningOptions;
  readonly #copies: LocalCopies;
  readonly #served = new Map<string, Served>();
  /** Names are never given twice: what was withdrawn stays away, whatever an older look at the store says. */
  readonly #withdrawn = new Set<string>();
  readonly #unservable = new Set<string>();

  constructor(surroundings: Surroundings, options: FineTuningOptions) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.#copies = new LocalCopies(join(options.folder, "adapters"), surroundings.files);
  }

  /** Serves what is in the store, and withdraws what is not any more. */
  async refresh(): Promise<void> {
    const before = [...this.#served.keys()];
    const stored = await this.#surroundings.store.tunedModels.all();
    for (const tuned of stored) this.serve(tuned);
    const names = new Set(stored.map(({ name }) => name));
    for (const name of before) if (!names.has(name)) await this.withdraw(name);
  }

  /** From now on requests may name the model. Its adapter is fetched for the first of them. */
  serve(tuned: TunedModel): void {
    const { name, projectId, baseModel, createdAt } = tuned;
    const { models, organization, log } = this.#surroundings;
    if (this.#served.has(name) || this.#withdrawn.has(name)) return;
    const base = models.resolve(baseModel);
    if (base === undefined) {
      if (!this.#unservable.has(name))
        log.warn({ model: name, base: baseModel }, "a tuned model's base is not on this server");
      this.#unservable.add(name);
      return;
    }
    const { alias: _, aliasCreated: __, ...weights } = base;
    const served: Served = { tuned, base, ready: undefined };
    this.#served.set(name, served);
    models.add({
      ...weights,
      snapshot: name,
      adapter: name,
      tuned: { projectId, base: base.snapshot },
      ready: () => this.#ready(served),
      created: createdAt,
      ownedBy: organization,
    });
  }

  /** After the store has forgotten it: nobody can name it any more, and no file is kept for it. */
  async withdraw(name: string): Promise<void> {
    this.#withdrawn.add(name);
    const served = this.#served.get(name);
    if (served === undefined) return;
    this.#served.delete(name);
    this.#surroundings.models.remove(name);
    served.base.engine.forgetAdapter(name);
    const id = served.tuned.adapter?.id;
    const isShared = [...this.#served.values()].some(({ tuned }) => tuned.adapter?.id === id);
    if (id !== undefined && !isShared) await this.#copies.forget(`${id}.gguf`);
  }

  /** Rejects with a `StoreError`. */
  fileOf({ id, blob }: StoredAdapter): Promise<string> {
    return this.#copies.fetch(`${id}.gguf`, blob);
  }

  #ready(served: Served): Promise<void> {
    if (served.ready === undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      served.ready = promise;
      this.#prepare(served).then(resolve, (error) => {
        // The next request tries again: a disk may have room by then, a store may answer.
        served.ready = undefined;
        reject(error);
      });
    }
    return served.ready;
  }

  async #prepare({ tuned: { name, adapter }, base }: Served): Promise<void> {
    if (adapter === undefined) throw adapterMissing(name);
    const bound = this.#options.weightsOf(base);
    if (bound?.sha256 !== adapter.weights.sha256)
      throw weightsChanged(name, base.alias ?? base.snapshot, adapter.weights, bound);
    const file = await this.fileOf(adapter).catch((error) => {
      throw adapterError(name, error);
    });
    // Deleted while its file was fetched.
    if (this.#withdrawn.has(name)) return;
    base.engine.registerAdapter({ id: name, file });
  }
}
