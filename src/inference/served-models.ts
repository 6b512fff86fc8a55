import type { Engine } from "../engine/index.ts";

/** A model that clients may name, and the weights behind it. */
export interface ServedModel {
  /** The name that answers carry. */
  readonly snapshot: string;
  /** A second name that stands for the snapshot. */
  readonly alias?: string;
  readonly engine: Engine;
  /** Adapter over the base weights; absent: the base weights alone. */
  readonly adapter?: string;
  /** Of a tuned model: whose it is, and the snapshot that its adapter lies over. */
  readonly tuned?: { readonly projectId: string; readonly base: string };
  /** Resolves when the engine can answer for it; rejects with why it cannot. Absent: it always can. */
  readonly ready?: () => Promise<void>;
  /** When the snapshot and its alias were made, in Unix seconds. */
  readonly created: number;
  readonly aliasCreated?: number;
  readonly ownedBy: string;
  /** Tokens that prompt and answer may hold together on the weights as they are loaded. */
  readonly contextLength: number;
  /** Tokens an answer may be asked to hold. */
  readonly maximumOutputTokens: number;
}

/** One name in the public list of models. */
export interface ModelListing {
  readonly id: string;
  readonly created: number;
  readonly ownedBy: string;
}

/** The models this server answers for, under every name they have. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();

  constructor(models: Iterable<ServedModel> = []) {
    for (const model of models) this.add(model);
  }

  /** Throws where a name is taken: two models under one name would answer by chance. */
  add(model: ServedModel): void {
    for (const name of namesOf(model)) {
      if (this.#byName.has(name)) throw new Error(`A model is already served under the name ${name}.`);
    }
    for (const name of namesOf(model)) this.#byName.set(name, model);
  }

  /** Whether the model was there. Requests that run on it are not touched. */
  remove(name: string): boolean {
    const model = this.#byName.get(name);
    if (model === undefined) return false;
    for (const each of namesOf(model)) this.#byName.delete(each);
    return true;
  }

  resolve(name: string): ServedModel | undefined {
    return this.#byName.get(name);
  }

  /** The model that a tuned one was made from; any other is its own base. */
  baseOf(model: ServedModel): ServedModel {
    return (model.tuned && this.resolve(model.tuned.base)) ?? model;
  }

  /** Every distinct model, in the order they were added. */
  models(): ServedModel[] {
    return [...new Set(this.#byName.values())];
  }

  /** Every name, aliases included. */
  list(): ModelListing[] {
    return [...this.#byName].map(([id, model]) => ({
      id,
      created: id === model.alias ? (model.aliasCreated ?? model.created) : model.created,
      ownedBy: model.ownedBy,
    }));
  }
}

function namesOf(model: ServedModel): string[] {
  return model.alias === undefined ? [model.snapshot] : [model.alias, model.snapshot];
}
